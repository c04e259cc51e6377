using Kubespy.ControlPlane.Tests.Controllers;
using Kubespy.ControlPlane.Tests.Requests;
using Kubespy.ControlPlane.Tests.Volumes;

namespace Kubespy.ControlPlane.Tests.Persistence;

// What the API answers, once more on clusters that are torn down each time they have settled, and go on from their journal's bytes alone.
public sealed class KeptCustomResourceTests() : CustomResourceTests(InProcessApi.Kept());

public sealed class KeptServerSideApplyTests() : ServerSideApplyTests(InProcessApi.Kept());

public sealed class KeptAdmissionTests() : AdmissionTests(InProcessApi.Kept());

public sealed class KeptListOptionsTests() : ListOptionsTests(InProcessApi.Kept());

public sealed class KeptBuiltInKindsTests() : BuiltInKindsTests(InProcessApi.Kept());

public sealed class KeptKindValidationTests() : KindValidationTests(InProcessApi.Kept());

public sealed class KeptLogTests() : LogTests(InProcessApi.Kept());

public sealed class KeptVolumeTests() : VolumeTests(InProcessApi.Kept());

public sealed class KeptDisruptionTests() : DisruptionTests(InProcessApi.Kept());

public sealed class KeptRecordedRequestsTests() : RecordedRequestsTests(InProcessApi.Kept());

public sealed class KeptRecordedAnswersTests() : RecordedAnswersTests(InProcessApi.Kept());
