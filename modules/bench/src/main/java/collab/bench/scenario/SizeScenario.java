package collab.bench.scenario;

import collab.bench.report.Measurements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The size of the image on disk. */
public final class SizeScenario implements Scenario {
    @Override
    public String name() {
        return "size";
    }

    @Override
    public String description() {
        return "size of the runtime image";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        Path image = environment.plan().program().toRealPath().resolve("../..").normalize();
        try (Stream<Path> files = Files.walk(image)) {
            Map<Boolean, Long> bytes = files.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                    .collect(Collectors.partitioningBy(
                            file -> file.toString().endsWith(".aot"), Collectors.summingLong(SizeScenario::size)));
            environment.report(
                    "image",
                    new Measurements()
                            .put("size_mb", bytes.getOrDefault(false, 0L) / 1e6)
                            .put(
                                    "unpacked_cache_mb",
                                    bytes.getOrDefault(true, 0L) / 1e6)); // not shipped; created by the first start
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
