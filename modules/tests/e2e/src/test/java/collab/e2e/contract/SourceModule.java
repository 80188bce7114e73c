package collab.e2e.contract;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of {@code modules/} with Java sources.
 *
 * @param path the folder relative to {@code modules/}, for example {@code gateway} or {@code tests/e2e}
 */
record SourceModule(String path, Path folder) {
    private static final String PREFIX = "collab.";
    private static final String THIRD_PARTY = "third-party";
    private static final List<String> SOURCE_ROOTS = List.of("main", "test", "jmh");
    private static final Set<String> DESCRIPTIONS = Set.of("package-info.java", "module-info.java");
    private static final int DEPTH_MAX = 2;

    /** All folders with sources of ours; repackaged libraries are left out. */
    static List<SourceModule> all(Path repository) throws IOException {
        Path modules = repository.resolve("modules");
        try (Stream<Path> folders = Files.walk(modules, DEPTH_MAX)) {
            return folders.filter(SourceModule::hasSources)
                    .map(folder -> new SourceModule(modules.relativize(folder).toString(), folder))
                    .filter(module -> !module.path().startsWith(THIRD_PARTY))
                    .sorted(Comparator.comparing(SourceModule::path))
                    .toList();
        }
    }

    private static boolean hasSources(Path folder) {
        return SOURCE_ROOTS.stream().anyMatch(root -> Files.isDirectory(folder.resolve("src/" + root + "/java")));
    }

    /** Whether the folder becomes a JPMS module; a folder with tests only does not. */
    boolean isModule() {
        return Files.isDirectory(sourceRoot("main"));
    }

    /** The name that the folder gives to the module: {@code persistence-sqlite} is {@code collab.persistence.sqlite}. */
    String expectedName() {
        return PREFIX + folder.getFileName().toString().replace('-', '.');
    }

    /** The descriptor that the build compiled. */
    ModuleDescriptor descriptor() throws IOException {
        try (InputStream bytes = Files.newInputStream(compiled("classes").resolve("module-info.class"))) {
            return ModuleDescriptor.read(bytes);
        }
    }

    Path descriptorSource() {
        return sourceRoot("main").resolve("module-info.java");
    }

    /** The packages of the compiled main classes. */
    PackageGraph packages() throws IOException {
        return PackageGraph.of(compiled("classes"));
    }

    /** The packages of the compiled test classes. */
    PackageGraph testPackages() throws IOException {
        return PackageGraph.of(compiled("test-classes"));
    }

    private Path compiled(String kind) {
        Path classes = folder.resolve("target").resolve(kind);
        if (!Files.isDirectory(classes))
            throw new IllegalStateException(path + " is not compiled: no folder " + classes);
        return classes;
    }

    /** The source files of the main classes. */
    List<Path> mainSources() throws IOException {
        return sources("main");
    }

    /** The source files of all classes: main, test and benchmarks. A file has the name of its top-level class. */
    List<Path> allSources() throws IOException {
        return Stream.of(sources("main"), sources("test"), sources("jmh"))
                .flatMap(List::stream)
                .toList();
    }

    private List<Path> sources(String root) throws IOException {
        if (!Files.isDirectory(sourceRoot(root))) return List.of();
        try (Stream<Path> files = Files.walk(sourceRoot(root))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".java"))
                    .filter(file -> !DESCRIPTIONS.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private Path sourceRoot(String root) {
        return folder.resolve("src").resolve(root).resolve("java");
    }
}
