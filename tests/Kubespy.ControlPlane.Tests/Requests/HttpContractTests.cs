using Kubespy.ControlPlane.Tests.Controllers;
using Kubespy.ControlPlane.Tests.Volumes;

namespace Kubespy.ControlPlane.Tests.Requests;

// What the API answers, once more through the door and over HTTP.
public sealed class HttpCustomResourceTests() : CustomResourceTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpServerSideApplyTests() : ServerSideApplyTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpAdmissionTests() : AdmissionTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpListOptionsTests() : ListOptionsTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpBuiltInKindsTests() : BuiltInKindsTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpKindValidationTests() : KindValidationTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpLogTests() : LogTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpVolumeTests() : VolumeTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpDisruptionTests() : DisruptionTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpRecordedRequestsTests() : RecordedRequestsTests(InProcessApi.OverHttp(isKept: false));

public sealed class HttpRecordedAnswersTests() : RecordedAnswersTests(InProcessApi.OverHttp(isKept: false));
