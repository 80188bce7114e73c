package collab.e2e.mutation;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The changed classes of one module, compiled against the modules of the runtime image. A process of the image that
 * gets the {@link #runtimeOptions} runs with them.
 */
record MutatedModule(String module, Path classes) {
    /** @param folder an empty folder */
    static MutatedModule compile(Mutation mutation, Path folder) throws IOException {
        Path sources = folder.resolve("sources");
        Path source = sources.resolve(mutation.relativePath());
        Files.createDirectories(source.getParent());
        Files.writeString(source, mutation.source());
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(mutation.module(), sources, source, classes);
        return new MutatedModule(mutation.module(), classes);
    }

    private static void compile(String module, Path sources, Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-nowarn",
                "-proc:none",
                "--system",
                RuntimeImage.folder().toString(),
                "--patch-module",
                module + "=" + sources,
                "-d",
                classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) throw new IllegalStateException("the mutated " + source + " does not compile:\n" + messages);
        }
    }

    /** A patched runtime has no class cache, so it starts faster without the second compiler. */
    String runtimeOptions() {
        return "-XX:TieredStopAtLevel=1 --patch-module " + module + "=" + classes;
    }
}
