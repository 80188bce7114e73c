package collab.e2e.mutation;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One wrong place in the product: in one source file, a text that occurs exactly once is replaced by another. When the
 * code moves, the text is not found any more and the mutation must be adapted.
 *
 * @param name what is wrong then
 * @param module for example {@code collab.persistence.sqlite}; its folder has the name {@code persistence-sqlite}
 * @param type the fully qualified class whose source file is changed
 */
record Mutation(String name, String module, String type, String original, String replacement) {
    Mutation {
        if (original.equals(replacement))
            throw new IllegalArgumentException(name + ": the replacement is the original");
    }

    /** The mutation of a class, to be completed with its texts. */
    record Place(String module, String type) {
        Mutation mutation(String name, String original, String replacement) {
            return new Mutation(name, module, type, original, replacement);
        }
    }

    /** The command whose processes run the class: the server or the gateway. */
    String command() {
        return module.equals("collab.gateway") || module.equals("collab.websocket") ? "gateway" : "server";
    }

    /** The path of the source file, relative to the folder of the sources. */
    Path relativePath() {
        return Path.of(type.replace('.', '/') + ".java");
    }

    /** The source file with the replacement. */
    String source() {
        String folder = module.substring(module.indexOf('.') + 1).replace('.', '-');
        Path file = RuntimeImage.repository()
                .resolve("modules")
                .resolve(folder)
                .resolve("src/main/java")
                .resolve(relativePath());
        String source = read(file);
        int found = source.indexOf(original);
        if (found < 0 || source.indexOf(original, found + 1) >= 0) {
            throw new IllegalStateException("mutation \"" + name + "\": the text must occur exactly once in " + file
                    + ", but it " + (found < 0 ? "is missing" : "occurs more often") + ": " + original);
        }
        return source.replace(original, replacement);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
