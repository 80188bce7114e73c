package collab.bench.scenario;

/** One question to the product. */
public interface Scenario {
    String name();

    /** What it measures, in half a sentence. */
    String about();

    /** Asks once; what came out goes to the lab's {@link BenchEnvironment#say}. */
    void run(BenchEnvironment lab) throws Exception;
}
