package collab.bench.scenario;

import collab.bench.load.LoadClients;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;

/** What was delivered and what it cost one process, between two moments. */
final class DeliveryMeasurement {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final MeasuredProcess program;
    private final LoadClients swarm;
    private final ProcessUsage usage;
    private final ProcessUsage ours;
    private final long deliveriesBefore;
    private final long since;
    private long deliveries;

    private DeliveryMeasurement(MeasuredProcess program, LoadClients swarm) {
        this.program = program;
        this.swarm = swarm;
        swarm.forgetTimes();
        this.usage = program.usage();
        this.ours = ProcessUsage.of(ProcessHandle.current().pid());
        this.deliveriesBefore = swarm.events();
        this.since = System.nanoTime();
    }

    static DeliveryMeasurement begin(MeasuredProcess program, LoadClients swarm) {
        return new DeliveryMeasurement(program, swarm);
    }

    Measurements end() {
        double seconds = (System.nanoTime() - since) / NANOS_PER_SECOND;
        deliveries = swarm.events() - deliveriesBefore;
        double cpu = program.usage().cpuSeconds() - usage.cpuSeconds();
        double generator = ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds() - ours.cpuSeconds();
        return new Measurements()
                .put("deliveries_per_second", deliveries / seconds)
                .put("cpu_seconds_per_million", cpu / (deliveries / MILLION))
                .put("cpu_cores", cpu / seconds)
                .put("generator_cpu_cores", generator / seconds);
    }

    long deliveries() {
        return deliveries;
    }
}
