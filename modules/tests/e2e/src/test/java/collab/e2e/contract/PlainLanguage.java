package collab.e2e.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for texts that users, administrators and developers read. */
final class PlainLanguage {
    /**
     * A phrase that a text must not contain.
     *
     * @param reason why, and what to write instead
     */
    record BannedForm(Pattern pattern, String reason) {
        static BannedForm of(String regex, String reason) {
            return new BannedForm(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), reason);
        }
    }

    static final List<BannedForm> BANNED_FORMS = List.of(
            BannedForm.of(
                    "\\b(?:whoever|whomever|whatever it is)\\b",
                    "names no actor; write the client, the caller, the gateway, the server or the user"),
            BannedForm.of(
                    "\\b(?:nobody|somebody|everybody|anybody)(?:'s)?\\b",
                    "names no actor; write no user, a user, all users or any user"),
            BannedForm.of("\\b(?:one's|oneself)\\b", "names no actor; write the caller's or the user's"),
            BannedForm.of(
                    "(?<!\\b(?:this|that|each|any|last|first|next|old|new|other|another|every|which|only|the) )"
                            + "\\bone (?:may|can|must|should|wants|signs)\\b",
                    "names no actor; write the caller or the user"),
            BannedForm.of(
                    "\\b(?:how far|where|what|whom) one (?:has|was|may|can|must|does)\\b",
                    "names no actor; write the caller or the user"),
            BannedForm.of("\\bcan not\\b", "is spelled cannot"),
            BannedForm.of(
                    "\\bbehind (?:this|that|it|which|them|these|those)\\b",
                    "is ambiguous for positions and time; write after, and behind only for lag"),
            BannedForm.of(
                    "\\b(?:sing|sings|sang|sung|song|songs)\\b", "is a metaphor; write that a process sends a probe"),
            BannedForm.of("\\b(?:hear|hears|heard)\\b", "is a metaphor; write that a process receives a message"),
            BannedForm.of(
                    "\\bsays\\b", "is a metaphor for programs and files; write contains, states, returns or reports"),
            BannedForm.of(
                    "\\btold\\b",
                    "is a metaphor for programs; write that they receive, are configured or are notified"),
            BannedForm.of("\\balike\\b", "is imprecise; write with the same error or in the same way"),
            BannedForm.of(
                    "\\b(?:is|are) (?:not )?well\\b(?![ -]\\w)", "is a metaphor for programs; write healthy or ready"),
            BannedForm.of("\\bstrangers?\\b", "is a metaphor; write an unauthenticated client or an unknown address"),
            BannedForm.of(
                    "\\b(?:doorkeeper|doorbell|life ?line|of the house|rooms)\\b",
                    "is a metaphor; use the term of the field"),
            BannedForm.of("\\bholes?\\b", "is a metaphor; write gap for positions and vulnerability for security"),
            BannedForm.of("\\bbut for\\b", "is unusual; write except"),
            BannedForm.of("\\bfor ever\\b", "is unusual; write permanently or without an end date"),
            BannedForm.of("\\bnought\\b", "is unusual; write zero or 0"),
            BannedForm.of("\\bbeyond reason\\b", "names no limit; write which limit is exceeded"));

    /** The verbs that the summaries of methods begin with. A new verb is added here when none of these fits. */
    static final Set<String> SUMMARY_VERBS = Set.of(
            "Add",
            "Archive",
            "Change",
            "Check",
            "Count",
            "Create",
            "Deactivate",
            "Delete",
            "Edit",
            "End",
            "Follow",
            "Get",
            "Import",
            "Join",
            "Leave",
            "List",
            "Mark",
            "Pin",
            "Remove",
            "Rename",
            "Reply",
            "Report",
            "Revoke",
            "Search",
            "Send",
            "Set",
            "Sign",
            "Signal",
            "Unarchive",
            "Unpin",
            "Update");

    static final int SUMMARY_CHARACTERS_MAX = 80;

    private PlainLanguage() {}

    /** {@return one line per banned form in the texts, with its position and the reason} */
    static List<String> violations(List<SourceText> texts) {
        List<String> violations = new ArrayList<>();
        for (SourceText text : texts) {
            for (BannedForm form : BANNED_FORMS) {
                Matcher found = form.pattern().matcher(text.content());
                while (found.find()) {
                    violations.add("%s:%d: \"%s\" %s: %s"
                            .formatted(
                                    text.file(),
                                    text.lineAt(found.start()),
                                    found.group(),
                                    form.reason(),
                                    text.excerpt(found.start())));
                }
            }
        }
        return violations;
    }

    /** {@return what is wrong with the summary of a method; empty when it is an imperative phrase} */
    static List<String> summaryViolations(String method, String summary) {
        List<String> violations = new ArrayList<>();
        String verb = summary.split(" ", 2)[0];
        if (!SUMMARY_VERBS.contains(verb))
            violations.add(method + ": the summary begins with " + verb + ", which is not a listed verb: " + summary);
        if (!summary.matches("(?s).*[\\p{L}\\p{N})]"))
            violations.add(method + ": the summary ends with punctuation: " + summary);
        if (summary.length() > SUMMARY_CHARACTERS_MAX) {
            violations.add(method + ": the summary has " + summary.length() + " characters, at most "
                    + SUMMARY_CHARACTERS_MAX + " are allowed");
        }
        return violations;
    }
}
