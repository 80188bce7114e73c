import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Options of the runtime that the program never runs without; the class cache fits only a runtime with the same. */
static final String RUNTIME_OPTIONS = String.join(" ",
        "-XX:+UseCompactObjectHeaders",
        // A process that has lost threads to an exhausted heap looks alive and serves no one; a supervisor starts it again.
        "-XX:+ExitOnOutOfMemoryError",
        // An idle gateway would keep what a thousand handshakes have left behind until the next collection, which never comes.
        "-XX:G1PeriodicGCInterval=15000",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=20",
        "--enable-native-access=org.xerial.sqlitejdbc,io.grpc.netty.shaded,collab.cli",
        "--sun-misc-unsafe-memory-access=allow"); // protobuf and netty use it and would be warned about on stderr

/** Native code by jar and entry; it lies in lib/, so that nothing is unpacked into a temporary folder at each start. */
static final Map<String, String> NATIVES = Map.of(
        "sqlite-jdbc", "org/sqlite/native/Linux/%s/libsqlitejdbc.so",
        "collab-grpc-netty", "META-INF/native/libio_grpc_netty_shaded_netty_transport_native_epoll_%s.so");

/** What the program says about itself, for man and the shells: file and arguments. */
static final Map<String, List<String>> PAGES = Map.of(
        "share/man/man1/hero-collab.1", List.of("man"),
        "share/bash-completion/completions/hero-collab", List.of("completion", "bash"),
        "share/fish/vendor_completions.d/hero-collab.fish", List.of("completion", "fish"));

/** What no code of ours can reach. */
static final List<String> LEFT_OUT = List.of(
        "glob:/org.xerial.sqlitejdbc/org/sqlite/native/**",
        "glob:/io.grpc.netty.shaded/META-INF/native/**",
        "regex:/proto.google.common.protos/(com/)?google/(?!rpc/).*",
        "regex:/io.grpc.services/io/grpc/(channelz|binarylog)/.*",
        "glob:/*/META-INF/maven/**",
        "glob:/*/META-INF/native-image/**");

/**
 * Builds the runtime image: java Image.java MODULES-FOLDER FILES-FOLDER CONFIGURATION-FOLDER IMAGE-FOLDER [DOCUMENT…].
 *
 * <p>An image made from the same inputs by the same runtime is kept.
 */
void main(String[] args) throws Exception {
    Path modules = Path.of(args[0]), files = Path.of(args[1]), configuration = Path.of(args[2]), image = Path.of(args[3]);
    List<Path> documents = Stream.of(args).skip(4).map(Path::of).toList(); // licence and bill of materials
    Path madeFrom = image.resolveSibling("hero-collab.inputs");
    String inputs = fingerprint(modules, files, configuration, documents);
    if (Files.exists(image) && Files.exists(madeFrom) && Files.readString(madeFrom).equals(inputs)) {
        Files.setLastModifiedTime(madeFrom, FileTime.from(Instant.now())); // etc/hero-collab compares it with the sources
        return;
    }

    Files.deleteIfExists(madeFrom);
    delete(image);
    Path cacheable = withStackMaps(modules, image.resolveSibling("cacheable-modules"));
    link(cacheable, image);
    delete(cacheable);
    stripMachine(image.resolve("lib/server/libjvm.so"));
    copyNatives(modules, image.resolve("lib"));
    copy(files, image, name -> true);
    copy(configuration, image.resolve("conf"), name -> name.endsWith(".yaml") && !name.equals("buf.yaml"));
    for (Path document : documents) Files.copy(document, image.resolve(document.getFileName()));
    copyLicences(modules, image.resolve("legal/third-party"));
    for (var page : PAGES.entrySet()) write(image, page.getKey(), page.getValue());
    pack(train(image), inputs.hashCode());
    Files.writeString(madeFrom, inputs);
    IO.println("built " + image.normalize() + ", " + size(image) / 1_000_000 + " MB");
}

/**
 * The class cache takes only classes with stack maps, which compilers write since Java 6. A jar with older ones (picocli is made for
 * Java 5, and reading it was a fifth of a start) is written anew with them, the others are linked to.
 */
Path withStackMaps(Path modules, Path folder) throws IOException {
    delete(folder);
    Files.createDirectories(folder);
    for (Path jar : regularFiles(modules)) {
        Path target = folder.resolve(jar.getFileName());
        try (var old = new ZipFile(jar.toFile())) {
            var entries = old.stream().filter(entry -> !entry.isDirectory()).toList();
            boolean stale = false;
            for (var entry : entries) stale |= entry.getName().endsWith(".class") && lacksStackMaps(bytes(old, entry));
            if (!stale) {
                Files.createLink(target, jar);
                continue;
            }
            try (var out = new ZipOutputStream(Files.newOutputStream(target))) {
                for (var entry : entries) {
                    byte[] content = bytes(old, entry);
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(entry.getName().endsWith(".class") && lacksStackMaps(content) ? addStackMaps(content, old) : content);
                    out.closeEntry();
                }
            }
        }
    }
    return folder;
}

byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
    try (var in = jar.getInputStream(entry)) {
        return in.readAllBytes();
    }
}

boolean lacksStackMaps(byte[] classFile) {
    return ClassFile.of().parse(classFile).majorVersion() < ClassFile.JAVA_6_VERSION;
}

byte[] addStackMaps(byte[] classFile, ZipFile jar) {
    var hierarchy = ClassHierarchyResolver.ofResourceParsing(name -> {
        try {
            var entry = jar.getEntry(name.packageName().replace('.', '/') + "/" + name.displayName() + ".class");
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    });
    // a pool of its own, so that no code is taken over as it is
    var compiler = ClassFile.of(
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy.orElse(ClassHierarchyResolver.defaultResolver())));
    ClassTransform newer = (builder, element) -> {
        if (element instanceof ClassFileVersion) builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        else builder.with(element);
    };
    var rewritten = ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> CodeBuilder::with));
    return compiler.transformClass(compiler.parse(classFile), newer.andThen(rewritten));
}

void link(Path modules, Path image) {
    var jlink = ToolProvider.findFirst("jlink").orElseThrow();
    int exit = jlink.run(System.out, System.err,
            "--module-path", modules.toString(),
            "--add-modules", "ALL-MODULE-PATH,jdk.jfr,jdk.management", // Helidon finds its parts by ServiceLoader
            "--add-options", RUNTIME_OPTIONS,
            "--exclude-resources", String.join(",", LEFT_OUT),
            "--compress", "zip-6",
            "--vm", "server",
            "--no-header-files",
            "--no-man-pages",
            "--output", image.toString());
    if (exit != 0) throw new IllegalStateException("jlink ended with " + exit);
}

void write(Path image, String name, List<String> arguments) throws Exception {
    Path file = image.resolve(name);
    Files.createDirectories(file.getParent());
    var command = new java.util.ArrayList<>(List.of(image.resolve("bin/hero-collab").toString()));
    command.addAll(arguments);
    int exit = new ProcessBuilder(command).redirectOutput(file.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
    if (exit != 0) throw new IllegalStateException(command + " ended with " + exit);
}

/** A sixth of the virtual machine is names of its inner functions. Needs strip of binutils; without it the image is 5 MB larger. */
void stripMachine(Path library) throws Exception {
    try {
        Process strip = new ProcessBuilder("strip", "--strip-unneeded", library.toString()).inheritIO().start();
        if (strip.waitFor() != 0) throw new IllegalStateException("strip ended with " + strip.exitValue());
    } catch (IOException missing) {
        IO.println("there is no strip (binutils) here, so the image will be 5 MB larger: " + missing.getMessage());
    }
}

void copyNatives(Path modules, Path lib) throws IOException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    for (var entry : NATIVES.entrySet()) {
        boolean netty = entry.getKey().equals("collab-grpc-netty");
        String name = entry.getValue().formatted(arm ? (netty ? "aarch_64" : "aarch64") : "x86_64");
        try (var jar = FileSystems.newFileSystem(jar(modules, entry.getKey()))) {
            Path library = jar.getPath(name);
            Files.copy(library, lib.resolve(library.getFileName().toString()));
        }
    }
}

/**
 * Copies the licences and notices of the libraries, equal ones once; the index names the files of each library. A library without a
 * file of its own has its licence in sbom.json.
 */
void copyLicences(Path modules, Path folder) throws IOException {
    var copied = new java.util.HashMap<String, String>(); // content to file
    var index = new StringBuilder("The licences and notices of each library. A library without a file is licensed as sbom.json says.\n\n");
    for (Path module : regularFiles(modules)) {
        String library = module.getFileName().toString().replaceFirst("\\.jar$", "");
        if (library.startsWith("collab-")) continue;
        index.append(library).append(':');
        try (var jar = new ZipFile(module.toFile())) {
            for (var entry : jar.stream().filter(entry -> isLicence(entry.getName())).sorted(Comparator.comparing(ZipEntry::getName)).toList()) {
                byte[] content = bytes(jar, entry);
                String name = library + "/" + entry.getName().replaceFirst(".*/", "");
                String file = copied.computeIfAbsent(new String(content, StandardCharsets.ISO_8859_1), _ -> name);
                if (file.equals(name)) {
                    Files.createDirectories(folder.resolve(library));
                    Files.write(folder.resolve(file), content);
                }
                index.append(' ').append(file);
            }
        }
        index.append('\n');
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("INDEX"), index);
}

/** In the root or in META-INF of a jar, and below META-INF/maven, where some libraries keep it. */
boolean isLicence(String entry) {
    return entry.matches("(META-INF/)?(licenses?/|maven/.*/)?(LICEN[SC]E|NOTICE|COPYING)[^/]*(?<!\\.class)");
}

Path jar(Path modules, String artifact) throws IOException {
    try (var jars = Files.list(modules)) {
        return jars.filter(jar -> jar.getFileName().toString().startsWith(artifact + "-")).findAny().orElseThrow();
    }
}

void copy(Path from, Path to, java.util.function.Predicate<String> wanted) throws IOException {
    Files.createDirectories(to);
    for (Path file : regularFiles(from)) {
        if (!wanted.test(file.getFileName().toString())) continue;
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES); // with the run bit
    }
}

// ---- the class cache: what a start and a first visit need, already loaded and linked ----

/** Runs the program as on its first day, so that the runtime notes what it loads, and answers the cache made of that. */
Path train(Path image) throws Exception {
    Path data = Files.createTempDirectory("hero-collab-training-");
    Path cache = image.resolve("lib/hero-collab.aot"), log = data.resolve("log");
    var builder = new ProcessBuilder(image.resolve("bin/hero-collab").toString(), "start",
            "--auth-mode", "dev", "--seed-dev-users", "--data", data.toString(), "--port", "0", "--link-port", "0");
    builder.environment().keySet().removeIf(name -> name.startsWith("HERO_COLLAB_"));
    builder.environment().put("HERO_COLLAB_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache);
    Process program = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
        visit(URI.create(awaitLine(program, log, "listening http ")));
        program.destroy();
        boolean ended = program.waitFor(2, TimeUnit.MINUTES); // the runtime writes the cache when the program has ended
        if (!ended || !Files.exists(cache)) throw new IllegalStateException("no class cache:\n" + Files.readString(log));
    } finally {
        program.destroyForcibly().waitFor();
        delete(data);
    }
    return cache;
}

String awaitLine(Process program, Path log, String beginning) throws Exception {
    while (true) {
        boolean over = program.waitFor(20, TimeUnit.MILLISECONDS);
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith(beginning)) return line.substring(beginning.length());
        }
        if (over) throw new IllegalStateException("the program ended:\n" + Files.readString(log));
    }
}

void visit(URI url) throws Exception {
    try (HttpClient browser = HttpClient.newHttpClient()) {
        browser.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding());
        call(browser, url, "", "rpc.health", "{}");
        String login = call(browser, url, "", "auth.login", "{\"username\":\"alice\"}");
        String token = login.replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1");
        call(browser, url, token, "session.bootstrap", "{}");
        call(browser, url, token, "message.send", "{\"channel_id\":1,\"text\":\"hello\"}");
        call(browser, url, token, "message.list", "{\"channel_id\":1}");
        browser.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("collab.v2.json")
                .buildAsync(URI.create("ws://" + url.getAuthority() + "/ws/user/1"), new WebSocket.Listener() {})
                .get(30, TimeUnit.SECONDS)
                .abort();
    }
}

String call(HttpClient browser, URI url, String token, String method, String params) throws Exception {
    var request = HttpRequest.newBuilder(url.resolve("/rpc")).header("Content-Type", "application/json");
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    request.POST(HttpRequest.BodyPublishers.ofString(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"));
    String answer = browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    if (!answer.contains("\"result\"")) throw new IllegalStateException(method + " was answered " + answer);
    return answer;
}

/** A quarter of the size; bin/hero-collab unpacks it. Named by what it was made for, as it may lie in a cache that outlives an upgrade. */
void pack(Path cache, int madeFor) throws IOException {
    Path packed = cache.resolveSibling("hero-collab-%08x.aot.gz".formatted(madeFor));
    try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        Files.copy(cache, out);
    }
    Files.delete(cache);
}

/** Names and check sums of everything that goes in. Times are left out: rebuilt jars differ in nothing else. */
String fingerprint(Path modules, Path files, Path configuration, List<Path> documents) throws IOException {
    var lines = new StringBuilder(Runtime.version() + "\n" + RUNTIME_OPTIONS + "\n" + LEFT_OUT + "\n");
    for (Path module : regularFiles(modules)) {
        var entries = new CRC32();
        try (var jar = new ZipFile(module.toFile())) {
            jar.stream().sorted(Comparator.comparing(entry -> entry.getName()))
                    .forEach(entry -> entries.update((entry.getName() + entry.getCrc()).getBytes()));
        }
        lines.append(module.getFileName()).append(' ').append(entries.getValue()).append('\n');
    }
    for (Path folder : List.of(files, configuration)) {
        for (Path file : regularFiles(folder)) {
            var content = new CRC32();
            content.update(Files.readAllBytes(file));
            lines.append(folder.relativize(file)).append(' ').append(content.getValue()).append('\n');
        }
    }
    for (Path document : documents) {
        var content = new CRC32();
        content.update(Files.readAllBytes(document));
        lines.append(document.getFileName()).append(' ').append(content.getValue()).append('\n');
    }
    return lines.toString();
}

List<Path> regularFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
        return files.filter(Files::isRegularFile).sorted().toList();
    }
}

long size(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : regularFiles(folder)) {
        if (!Files.isSymbolicLink(file)) bytes += Files.size(file);
    }
    return bytes;
}

void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
