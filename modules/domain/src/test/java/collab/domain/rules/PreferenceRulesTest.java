package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.Rejection.Reason;
import collab.domain.id.LogPosition;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a preference accepts, and who may have it. */
class PreferenceRulesTest extends MessageRulesBase {
    @Test
    void choiceIsToldToItsOwner() {
        List<Event> events = rules.events(bob, channelPreference("level", "all"));
        assertEquals(
                List.of(new Event.PreferenceChanged(
                        new Preference(bob, PrefKey.LEVEL, plans.value(), List.of("all"), rules.world.head()))),
                events);
        rules.acceptedWithoutChange(bob, channelPreference("level", "all"));
        assertEquals(Optional.empty(), rules.world.preference(carol, PrefKey.LEVEL, plans.value()));
    }

    @Test
    void defaultIsNotStored() {
        rules.accepted(bob, channelPreference("muted", "true"));
        rules.accepted(bob, channelPreference("muted", "false"));
        assertEquals(List.of(), rules.world.preferences(bob));
        rules.acceptedWithoutChange(bob, channelPreference("muted"));
        rules.acceptedWithoutChange(bob, mine("notify.level", "mentions"));
    }

    @Test
    void changeOfAnotherDeviceIsNotOverwritten() {
        rules.accepted(bob, mine("notify.keywords", "release"));
        LogPosition known = rules.world.head();
        rules.accepted(bob, mine("notify.keywords", "release", "harbour"));
        OwnCommand.SetPreference stale = new OwnCommand.SetPreference(
                PrefScope.ME, Optional.empty(), "notify.keywords", List.of("pier"), Optional.of(known));
        assertEquals(Reason.PREF_CHANGED, rules.rejected(bob, stale).reason());
        rules.accepted(
                bob,
                new OwnCommand.SetPreference(
                        PrefScope.ME,
                        Optional.empty(),
                        "notify.keywords",
                        List.of("pier"),
                        Optional.of(rules.world.head())));
    }

    @Test
    void wordsAreTrimmedAndKeptOnce() {
        rules.accepted(bob, mine("notify.keywords", " Release ", "release", "", "Hafen"));
        assertEquals(
                List.of("Release", "Hafen"),
                rules.world
                        .preference(bob, PrefKey.NOTIFY_KEYWORDS, 0)
                        .orElseThrow()
                        .value());
    }

    @Test
    void valuesOutsideOfTheirBoundsAreRejected() {
        for (OwnCommand.SetPreference wrong : List.of(
                channelPreference("level", "sometimes"),
                channelPreference("level", "all", "nothing"),
                mine("notify.keywords", "x".repeat(41)),
                mine("notify.keywords", Collections.nCopies(21, "word").toArray(String[]::new)),
                mine("notify.keywords", "two\nlines"),
                favourites("general"),
                favourites("9".repeat(17)),
                favourites(Collections.nCopies(201, "1").toArray(String[]::new)),
                new OwnCommand.SetPreference(
                        PrefScope.ME, Optional.of(1L), "notify.level", List.of("all"), Optional.empty()),
                new OwnCommand.SetPreference(
                        PrefScope.CHANNEL, Optional.empty(), "level", List.of("all"), Optional.empty()))) {
            assertEquals(Reason.PREF_INVALID, rules.rejected(bob, wrong).reason(), wrong::toString);
        }
        assertEquals(
                Reason.PREF_UNKNOWN,
                rules.rejected(bob, channelPreference("notify.level", "all")).reason());
    }

    @Test
    void preferenceForAChannelEndsWithTheMembership() {
        rules.accepted(carol, channelPreference("muted", "true"));
        rules.accepted(carol, favourites(plans.toString()));
        rules.accepted(carol, new Command.LeaveChannel(plans));
        assertEquals(
                List.of(PrefKey.FAVOURITES),
                rules.world.preferences(carol).stream().map(Preference::key).toList());
    }

    private OwnCommand.SetPreference channelPreference(String key, String... value) {
        return new OwnCommand.SetPreference(
                PrefScope.CHANNEL, Optional.of(plans.value()), key, List.of(value), Optional.empty());
    }

    private OwnCommand.SetPreference favourites(String... ids) {
        return new OwnCommand.SetPreference(
                PrefScope.WORKSPACE, Optional.of(home.value()), "favourites", List.of(ids), Optional.empty());
    }

    private static OwnCommand.SetPreference mine(String key, String... value) {
        return new OwnCommand.SetPreference(PrefScope.ME, Optional.empty(), key, List.of(value), Optional.empty());
    }
}
