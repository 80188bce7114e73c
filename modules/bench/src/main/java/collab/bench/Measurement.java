package collab.bench;

/** What was delivered and what it cost one process, between two moments. */
final class Measurement {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final Program program;
    private final Swarm swarm;
    private final ProcessUsage usage;
    private final ProcessUsage ours;
    private final long deliveriesBefore;
    private final long since;
    private long deliveries;

    private Measurement(Program program, Swarm swarm) {
        this.program = program;
        this.swarm = swarm;
        swarm.forgetTimes();
        this.usage = program.usage();
        this.ours = ProcessUsage.of(ProcessHandle.current().pid());
        this.deliveriesBefore = swarm.events();
        this.since = System.nanoTime();
    }

    static Measurement begin(Program program, Swarm swarm) {
        return new Measurement(program, swarm);
    }

    Figures end() {
        double seconds = (System.nanoTime() - since) / NANOS_PER_SECOND;
        deliveries = swarm.events() - deliveriesBefore;
        double cpu = program.usage().cpuSeconds() - usage.cpuSeconds();
        double generator = ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds() - ours.cpuSeconds();
        return new Figures()
                .put("deliveries_per_second", deliveries / seconds)
                .put("cpu_seconds_per_million", cpu / (deliveries / MILLION))
                .put("cpu_cores", cpu / seconds)
                .put("generator_cpu_cores", generator / seconds);
    }

    long deliveries() {
        return deliveries;
    }
}
