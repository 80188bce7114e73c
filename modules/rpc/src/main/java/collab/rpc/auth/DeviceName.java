package collab.rpc.auth;

import java.util.List;
import java.util.Optional;

/** Names a browser or program by its {@code User-Agent} header, for the list of sessions: {@code Firefox on Linux}. */
public final class DeviceName {
    /** Longer headers are cut: they are only searched for the words below. */
    private static final int HEADER_MAX = 512;

    private record Word(String sign, String name) {}

    /** Browsers that contain the signs of others stand before them. */
    private static final List<Word> PROGRAMS = List.of(
            new Word("hero-collab", "Hero Collab"),
            new Word("Edg", "Edge"),
            new Word("OPR/", "Opera"),
            new Word("SamsungBrowser/", "Samsung Internet"),
            new Word("FxiOS/", "Firefox"),
            new Word("Firefox/", "Firefox"),
            new Word("CriOS/", "Chrome"),
            new Word("Chrome/", "Chrome"),
            new Word("Safari/", "Safari"),
            new Word("curl/", "curl"),
            new Word("Java", "Java"),
            new Word("python", "Python"));

    private static final List<Word> SYSTEMS = List.of(
            new Word("iPhone", "iPhone"),
            new Word("iPad", "iPad"),
            new Word("Android", "Android"),
            new Word("CrOS", "ChromeOS"),
            new Word("Windows", "Windows"),
            new Word("Mac OS X", "macOS"),
            new Word("Linux", "Linux"));

    private DeviceName() {}

    /** Empty when the header names no program and no system that is known. */
    public static Optional<String> of(Optional<String> userAgent) {
        return userAgent
                .map(header -> header.substring(0, Math.min(HEADER_MAX, header.length())))
                .flatMap(header -> joined(find(PROGRAMS, header), find(SYSTEMS, header)));
    }

    private static Optional<String> find(List<Word> words, String header) {
        return words.stream()
                .filter(word -> header.contains(word.sign()))
                .map(Word::name)
                .findFirst();
    }

    private static Optional<String> joined(Optional<String> program, Optional<String> system) {
        return program.isPresent() && system.isPresent()
                ? Optional.of(program.get() + " on " + system.get())
                : program.or(() -> system);
    }
}
