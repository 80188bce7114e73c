package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import collab.domain.Command;
import collab.domain.id.MessageId;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Fragment;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Term;
import collab.persistence.search.SearchTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract of every store for searches. */
abstract class SearchContract extends StoreContract {
    private static final Pattern UNIT = Pattern.compile("\\\\u([0-9a-f]{4})");

    SearchContract() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    private List<Hit> search(List<Term> required, List<Term> excluded) {
        MessageSearch.Filter all =
                new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
        MessageSearch search = new MessageSearch(required, excluded, Set.of(channel), all, Optional.empty(), 1_000);
        return store.snapshots().scan(snapshot -> snapshot.search(search));
    }

    private Set<MessageId> found(String word) {
        return search(List.of(term(word)), List.of()).stream()
                .map(hit -> hit.message().id())
                .collect(Collectors.toSet());
    }

    private static Term term(String word) {
        boolean prefix = word.endsWith("*");
        return new Term(prefix ? word.substring(0, word.length() - 1) : word, prefix);
    }

    // ---- The file of cases ----

    private record Case(String text, String word, boolean found) {
        static Case of(String line) {
            String[] columns = line.split("\t");
            return new Case(units(columns[0]), units(columns[1]), columns[2].equals("found"));
        }

        private static String units(String column) {
            return UNIT.matcher(column).replaceAll(unit -> String.valueOf((char) Integer.parseInt(unit.group(1), 16)));
        }
    }

    private static List<Case> cases() {
        try (InputStream file = Objects.requireNonNull(SearchContract.class.getResourceAsStream("search-cases.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("\t"))
                    .map(Case::of)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void casesOfManyScriptsAreFoundOrAbsent() {
        Map<String, MessageId> sent = new HashMap<>();
        for (Case each : cases()) {
            sent.computeIfAbsent(each.text(), text -> fixture.sendMessage(alice, channel, text));
        }
        List<Case> wrong = cases().stream()
                .filter(each -> found(each.word()).contains(sent.get(each.text())) != each.found())
                .toList();
        assertEquals(List.of(), wrong);
    }

    @Test
    void eachHitHasAMarkOnItsText() {
        Map<String, MessageId> sent = new HashMap<>();
        for (Case each : cases()) {
            sent.computeIfAbsent(each.text(), text -> fixture.sendMessage(alice, channel, text));
        }
        for (Case each : cases()) {
            for (Hit hit : search(List.of(term(each.word())), List.of())) {
                String excerpt = hit.excerpt().stream().map(Fragment::text).collect(Collectors.joining());
                assertEquals(
                        1, hit.excerpt().stream().filter(Fragment::hit).limit(1).count(), each.toString());
                assertEquals(true, hit.message().text().startsWith(excerpt.replace("…", "")), each.toString());
            }
        }
    }

    // ---- Properties ----

    private static final String[] WORDS = {
        "Java",
        "入門",
        "서버가",
        "다운",
        "café",
        "Straße",
        "Łódź",
        "🎉",
        "👩‍💻",
        "ทะเล",
        "हिन्दी",
        "Καλημέρα",
        "שָׁלוֹם",
        "がぎ",
        "ABC",
        "２０２６",
        "foo_bar",
        "x-y",
        "ёж",
        "ﬁn",
        "🇩🇪",
        "한글",
        "ｶﾞ",
        "the",
        "a"
    };

    /** The index finds what the phrase matches in the tokens of the text, and each word of a text in each of its normal forms. */
    @Test
    void everyWordOfATextFindsIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MessageId, List<String>> texts = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            List<String> words = random.ints(1 + random.nextInt(6), 0, WORDS.length)
                    .mapToObj(at -> WORDS[at])
                    .toList();
            String text = String.join(random.nextBoolean() ? " " : "、", words);
            texts.put(fixture.sendMessage(alice, channel, Normalizer.normalize(text, anyForm(random))), words);
        }
        for (String word : WORDS) {
            Set<MessageId> found = found(Normalizer.normalize(word, anyForm(random)));
            texts.forEach((message, words) -> {
                if (words.contains(word)) assertEquals(true, found.contains(message), () -> seed + " " + word + words);
            });
            Set<MessageId> absent = search(List.of(), List.of(term(word))).stream()
                    .map(hit -> hit.message().id())
                    .collect(Collectors.toSet());
            Set<MessageId> both = new HashSet<>(found);
            both.retainAll(absent);
            assertEquals(Set.of(), both, word);
            assertEquals(texts.size(), found.size() + absent.size(), word);
        }
    }

    private static Form anyForm(Random random) {
        return random.nextBoolean() ? Form.NFC : Form.NFD;
    }

    // ---- Changes ----

    @Test
    void editedTextReplacesItsWordsAndADeletedOneLeavesTheIndex() {
        MessageId id = fixture.sendMessage(alice, channel, "Java入門 🎉");
        fixture.execute(alice, new Command.UpdateMessage(id, "서버가 다운"));
        for (String gone : List.of("java", "入門", "🎉")) assertEquals(Set.of(), found(gone));
        assertEquals(Set.of(id), found("서버"));
        fixture.execute(alice, new Command.UpdateMessage(id, "!!!"));
        assertEquals(Set.of(), found("서버"));
        fixture.execute(alice, new Command.UpdateMessage(id, "다시"));
        assertEquals(Set.of(id), found("다시"));
        fixture.execute(alice, new Command.DeleteMessage(id));
        assertEquals(Set.of(), found("다시"));
    }

    @Test
    void requiredAndExcludedTermsOfDifferentScriptsCombine() {
        MessageId first = fixture.sendMessage(alice, channel, "京東 express 🎉");
        MessageId second = fixture.sendMessage(alice, channel, "東京 express");
        List<Term> express = List.of(term("express"));
        assertEquals(
                List.of(second, first),
                search(express, List.of()).stream()
                        .map(hit -> hit.message().id())
                        .toList());
        assertEquals(1, search(List.of(term("express"), term("東京")), List.of()).size());
        assertEquals(1, search(express, List.of(term("東京"))).size());
        assertEquals(1, search(express, List.of(term("🎉"))).size());
        assertNotEquals(0, search(List.of(), List.of(term("東京"))).size());
    }

    /** The longest query has 500 characters; each can be a term. */
    @Test
    void longestPhraseIsFound() {
        String text = "東".repeat(200) + "京".repeat(300);
        MessageId id = fixture.sendMessage(alice, channel, text + "都");
        assertEquals(Set.of(id), found(text));
        assertEquals(Set.of(), found("京" + text));
        List<Term> many = new ArrayList<>();
        for (int i = 0; i < 32; i++) many.add(term("東".repeat(15) + "*"));
        assertEquals(
                1,
                search(
                                many,
                                many.stream()
                                        .map(term -> new Term("大" + term.text(), true))
                                        .toList())
                        .size());
        assertEquals(501, SearchTokenizer.tokens(text + "都").size());
    }
}
