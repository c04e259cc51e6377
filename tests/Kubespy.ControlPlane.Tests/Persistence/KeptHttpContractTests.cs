using Kubespy.ControlPlane.Tests.Controllers;
using Kubespy.ControlPlane.Tests.Requests;
using Kubespy.ControlPlane.Tests.Volumes;

namespace Kubespy.ControlPlane.Tests.Persistence;

// And both: over HTTP, no byte of which leaves before what it tells is kept, on clusters that go on from their journal's bytes alone.
public sealed class KeptHttpCustomResourceTests() : CustomResourceTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpServerSideApplyTests() : ServerSideApplyTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpAdmissionTests() : AdmissionTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpListOptionsTests() : ListOptionsTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpBuiltInKindsTests() : BuiltInKindsTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpKindValidationTests() : KindValidationTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpLogTests() : LogTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpVolumeTests() : VolumeTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpDisruptionTests() : DisruptionTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpRecordedRequestsTests() : RecordedRequestsTests(InProcessApi.OverHttp(isKept: true));

public sealed class KeptHttpRecordedAnswersTests() : RecordedAnswersTests(InProcessApi.OverHttp(isKept: true));
