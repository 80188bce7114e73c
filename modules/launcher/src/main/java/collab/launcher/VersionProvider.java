package collab.launcher;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hero-collab " + collab.runtime.BuildInfo.VERSION, "Java " + Runtime.version()};
    }
}
