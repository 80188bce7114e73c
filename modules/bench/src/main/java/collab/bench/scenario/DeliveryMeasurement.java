package collab.bench.scenario;

import collab.bench.load.LoadClients;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;

/** Deliveries and the CPU time of a process between two points in time. */
final class DeliveryMeasurement {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final MeasuredProcess process;
    private final LoadClients clients;
    private final ProcessUsage usage;
    private final ProcessUsage generatorUsage;
    private final long deliveriesBefore;
    private final long since;
    private long deliveries;

    private DeliveryMeasurement(MeasuredProcess process, LoadClients clients) {
        this.process = process;
        this.clients = clients;
        clients.resetLatencies();
        this.usage = process.usage();
        this.generatorUsage = ProcessUsage.of(ProcessHandle.current().pid());
        this.deliveriesBefore = clients.events();
        this.since = System.nanoTime();
    }

    static DeliveryMeasurement begin(MeasuredProcess process, LoadClients clients) {
        return new DeliveryMeasurement(process, clients);
    }

    Measurements end() {
        double seconds = (System.nanoTime() - since) / NANOS_PER_SECOND;
        deliveries = clients.events() - deliveriesBefore;
        double cpu = process.usage().cpuSeconds() - usage.cpuSeconds();
        double generator = ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds() - generatorUsage.cpuSeconds();
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
