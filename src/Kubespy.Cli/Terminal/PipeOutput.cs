using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// Standard output that notices when nobody reads it any more: .NET's console swallows the error of a closed pipe, and a watch would run on for nobody.
/// </summary>
internal static class PipeOutput
{
    /// <summary>
    /// The output to use instead where it is this process' own and a pipe. To a file the console's is kept: it shares its place in it with other programs.
    /// </summary>
    public static TextWriter Of(TextWriter output)
    {
        if (output != Console.Out || !Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return output;
        }

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? output : new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
    }
}
