import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

static final Pattern OURS = Pattern.compile("org/bouncycastle/[\\w/$]+");

/** Copies the named classes of a jar, and whatever they can ever refer to, unchanged: java Extract.java JAR FOLDER CLASS... */
void main(String[] args) throws Exception {
    Deque<String> wanted = new ArrayDeque<>(Arrays.asList(args).subList(2, args.length));
    Set<String> copied = new TreeSet<>();
    try (ZipFile jar = new ZipFile(args[0])) {
        while (!wanted.isEmpty()) {
            String name = wanted.pop();
            var entry = jar.getEntry(name + ".class");
            if (entry == null && copied.isEmpty()) throw new IllegalStateException(args[0] + " has no " + name);
            if (entry == null || !copied.add(name)) continue; // a text that only looks like a name, or done
            byte[] bytes = jar.getInputStream(entry).readAllBytes();
            Path file = Path.of(args[1], name + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            for (PoolEntry constant : ClassFile.of().parse(bytes).constantPool()) wanted.addAll(names(constant));
        }
    }
}

/** Those of classes, also inside of descriptors and signatures. */
List<String> names(PoolEntry constant) {
    String text = switch (constant) {
        case ClassEntry type -> type.asInternalName();
        case Utf8Entry utf8 -> utf8.stringValue();
        default -> "";
    };
    return OURS.matcher(text).results().map(MatchResult::group).toList();
}
