package collab.bench.scenario;

/** One measurement of the benchmark. */
public interface Scenario {
    String name();

    /** What the scenario measures, as a short phrase. */
    String description();

    /** Runs the scenario once and passes the figures of each case to {@link BenchEnvironment#report}. */
    void run(BenchEnvironment environment) throws Exception;
}
