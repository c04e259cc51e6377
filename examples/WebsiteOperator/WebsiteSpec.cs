namespace WebsiteOperator;

internal sealed class WebsiteSpec
{
    public string Image { get; set; } = "";

    public int Replicas { get; set; } = 1;
}
