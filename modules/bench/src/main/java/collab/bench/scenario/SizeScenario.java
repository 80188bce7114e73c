package collab.bench.scenario;

import collab.bench.report.Measurements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How large the image is on disk. */
public final class SizeScenario implements Scenario {
    @Override
    public String name() {
        return "size";
    }

    @Override
    public String about() {
        return "size of the runtime image";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        Path image = lab.plan().program().toRealPath().resolve("../..").normalize();
        try (Stream<Path> files = Files.walk(image)) {
            Map<Boolean, Long> bytes = files.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                    .collect(Collectors.partitioningBy(
                            file -> file.toString().endsWith(".aot"), Collectors.summingLong(SizeScenario::size)));
            lab.say(
                    "image",
                    new Measurements()
                            .put("size_mb", bytes.getOrDefault(false, 0L) / 1e6)
                            .put(
                                    "unpacked_cache_mb",
                                    bytes.getOrDefault(true, 0L) / 1e6)); // not shipped: made by the first start
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
