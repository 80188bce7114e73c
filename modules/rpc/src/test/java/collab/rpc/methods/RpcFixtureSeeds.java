package collab.rpc.methods;

import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Founds one town and copies it: a test that changes the world gets a fresh one for the price of a file copy. */
public final class RpcFixtureSeeds {
    private final Path seed;
    private int copies;

    public RpcFixtureSeeds(Path folder) {
        this.seed = folder.resolve("seed");
        RpcFixture.seed(seed);
    }

    public RpcFixture open() {
        return open(RpcFixture.generous());
    }

    RpcFixture open(RpcConfig config) {
        return open(config, AuthMode.DEV);
    }

    RpcFixture open(RpcConfig config, AuthMode mode) {
        Path copy = seed.resolveSibling("town-" + ++copies);
        try (Stream<Path> files = Files.list(seed)) {
            Files.createDirectories(copy);
            for (Path file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, copy.resolve(file.getFileName()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return RpcFixture.open(copy, config, mode);
    }
}
