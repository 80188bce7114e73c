package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.IdRange;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Entity;
import collab.domain.preference.PrefKey;
import collab.domain.preference.Preference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;

/** Rules for preferences: what each accepts, and where a user may have one. */
record PreferenceRules(AccessPolicy policy, DecisionContext context) {

    Decision set(OwnCommand.SetPreference command) {
        return policy.personOrRejection()
                .then(user -> key(command)
                        .then(key -> place(command)
                                .then(place -> value(key, command.value())
                                        .then(value -> set(command.ifVer(), user, key, place, value)))));
    }

    private Decision set(Optional<LogPosition> ifVer, UserId user, PrefKey key, long place, List<String> value) {
        Preference present =
                policy.world().preference(user, key, place).orElseGet(() -> Preference.unset(user, key, place));
        if (ifVer.isPresent() && !ifVer.get().equals(present.ver())) {
            return EventBuilder.rejected(new Rejection(
                    Reason.PREF_CHANGED,
                    key.word() + " was changed at " + present.ver() + ", after " + ifVer.get()
                            + "; read it and repeat the change"));
        }
        if (value.equals(present.value())) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        EventBuilder events = new EventBuilder(context);
        events.add(new Event.PreferenceChanged(present.with(value, events.next())));
        return events.accepted(Entity.NONE);
    }

    private static Validated<PrefKey> key(OwnCommand.SetPreference command) {
        return Validated.of(
                PrefKey.of(command.scope(), command.key()),
                () -> new Rejection(
                        Reason.PREF_UNKNOWN,
                        "there is no preference " + Rejections.quoted(command.key()) + " of scope "
                                + command.scope().name().toLowerCase(Locale.ROOT)));
    }

    // ---- Places ----

    /** A member of the workspace or the channel has preferences for it. */
    private Validated<Long> place(OwnCommand.SetPreference command) {
        return switch (command.scope()) {
            case ME ->
                Validated.of(
                        0L,
                        command.scopeId().isEmpty(),
                        () -> invalid("id was given; scope me applies to everything and has none"));
            case WORKSPACE -> id(command).and(this::workspace);
            case CHANNEL -> id(command).and(this::channel);
        };
    }

    private static Validated<Long> id(OwnCommand.SetPreference command) {
        return Validated.of(
                command.scopeId(),
                () -> invalid("id is missing; expected the id of a "
                        + command.scope().name().toLowerCase(Locale.ROOT)));
    }

    private Validated<Long> workspace(long id) {
        WorkspaceId workspace = new WorkspaceId(id);
        return Validated.of(
                Optional.of(id).filter(_ -> policy.roleIn(workspace).isPresent()),
                () -> Rejections.noWorkspace(workspace));
    }

    private Validated<Long> channel(long id) {
        return new MessageAccess(policy).member(new ChannelId(id)).and(_ -> new Validated.Passed<>(id));
    }

    // ---- Values ----

    /** The value as it is stored: empty for the default. */
    private static Validated<List<String>> value(PrefKey key, List<String> wanted) {
        if (wanted.isEmpty()) {
            return new Validated.Passed<>(wanted);
        }
        return switch (key.shape()) {
            case CHOICE -> choice(key, wanted);
            case WORDS -> words(key, wanted);
            case CHANNELS -> channels(key, wanted);
        };
    }

    private static Validated<List<String>> choice(PrefKey key, List<String> wanted) {
        String first = wanted.getFirst();
        return Validated.of(
                first.equals(key.accepted().getFirst()) ? List.of() : wanted,
                wanted.size() == 1 && key.accepted().contains(first),
                () -> invalid(key.word() + " is " + Rejections.quoted(String.join(", ", wanted)) + "; expected one of "
                        + String.join(", ", key.accepted())));
    }

    /** A word that differs from another only in its case is the same. */
    private static Validated<List<String>> words(PrefKey key, List<String> wanted) {
        if (wanted.size() > DomainLimits.KEYWORDS_MAX) {
            return tooMany(key, wanted, DomainLimits.KEYWORDS_MAX);
        }
        SequencedSet<String> seen = new LinkedHashSet<>();
        List<String> kept = new ArrayList<>();
        for (String word : wanted) {
            switch (InputValidation.line(key.word(), word, DomainLimits.KEYWORD_MAX)) {
                case Validated.Failed<String>(Rejection why) -> {
                    return new Validated.Failed<>(new Rejection(Reason.PREF_INVALID, why.detail()));
                }
                case Validated.Passed<String>(String line) -> {
                    if (!line.isEmpty() && seen.add(line.toLowerCase(Locale.ROOT))) kept.add(line);
                }
            }
        }
        return new Validated.Passed<>(kept);
    }

    private static Validated<List<String>> channels(PrefKey key, List<String> wanted) {
        if (wanted.size() > DomainLimits.FAVOURITES_MAX) {
            return tooMany(key, wanted, DomainLimits.FAVOURITES_MAX);
        }
        for (String id : wanted) {
            if (!isId(id)) {
                return new Validated.Failed<>(
                        invalid(key.word() + " contains " + Rejections.quoted(id) + "; expected ids of channels"));
            }
        }
        return new Validated.Passed<>(wanted.stream().distinct().toList());
    }

    private static boolean isId(String text) {
        return text.matches("[1-9][0-9]{0,15}") && Long.parseLong(text) <= IdRange.MAX;
    }

    private static Validated<List<String>> tooMany(PrefKey key, List<String> wanted, int most) {
        return new Validated.Failed<>(
                invalid(key.word() + " has " + wanted.size() + " entries; at most " + most + " are allowed"));
    }

    private static Rejection invalid(String detail) {
        return new Rejection(Reason.PREF_INVALID, detail);
    }
}
