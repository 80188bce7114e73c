package collab.rpc.methods;

import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Seeds one database and copies it, so that each test that changes state starts with a fresh copy. */
public final class RpcFixtureSeeds {
    private final Path seed;
    private int copies;

    public RpcFixtureSeeds(Path folder) {
        this.seed = folder.resolve("seed");
        RpcFixture.seed(seed);
    }

    public RpcFixture open() {
        return open(RpcFixture.withoutRateLimits());
    }

    RpcFixture open(RpcConfig config) {
        return open(config, AuthMode.DEV);
    }

    RpcFixture open(RpcConfig config, AuthMode mode) {
        Path copy = seed.resolveSibling("copy-" + ++copies);
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
