package collab.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Founds one town and copies it: a test that changes the world gets a fresh one for the price of a file copy. */
final class TownSeeds {
    private final Path seed;
    private int copies;

    TownSeeds(Path folder) {
        this.seed = folder.resolve("seed");
        Town.seed(seed);
    }

    Town open() {
        return open(Town.generous());
    }

    Town open(RpcConfig config) {
        return open(config, AuthMode.DEV);
    }

    Town open(RpcConfig config, AuthMode mode) {
        Path copy = seed.resolveSibling("town-" + ++copies);
        try (Stream<Path> files = Files.list(seed)) {
            Files.createDirectories(copy);
            for (Path file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, copy.resolve(file.getFileName()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Town.open(copy, config, mode);
    }
}
