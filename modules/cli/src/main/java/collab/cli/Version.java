package collab.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build stamped it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hero-collab " + collab.ops.Build.VERSION, "Java " + Runtime.version()};
    }
}
