package collab.e2e.harness;

import java.nio.file.Path;

/** The two ways to run the product. A test that passes with one must pass with the other. */
public enum Deployment {
    ONE_PROCESS {
        @Override
        public RunningSystem start(ExamplePrograms programs, Path data, String... settings) {
            return RunningStart.start(programs, data, settings);
        }
    },
    SERVER_AND_GATEWAY {
        @Override
        public RunningSystem start(ExamplePrograms programs, Path data, String... settings) {
            return RunningPair.start(programs, data, settings);
        }
    };

    /** Rate limits that a test never reaches. */
    public static final String[] UNLIMITED = {
        "limits.read-per-minute=1000000",
        "limits.search-per-minute=1000000",
        "limits.write-per-minute=1000000",
        "limits.send-per-minute=1000000",
        "limits.typing-per-minute=1000000",
        "limits.auth-per-minute=1000000"
    };

    public abstract RunningSystem start(ExamplePrograms programs, Path data, String... settings);
}
