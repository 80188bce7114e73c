package collab.bench;

/** One question to the product. */
interface Scenario {
    String name();

    /** What it measures, in half a sentence. */
    String about();

    /** Asks once; what came out goes to the lab's {@link Lab#say}. */
    void run(Lab lab) throws Exception;
}
