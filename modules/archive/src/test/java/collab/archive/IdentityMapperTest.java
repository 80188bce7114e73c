package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.ChannelKindView;
import collab.api.ChannelNameInUseView;
import collab.api.ImportTargetView;
import collab.api.UsernameInUseView;
import collab.api.WorkspaceImportLookupParams;
import collab.api.WorkspaceImportLookupResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the workspaces, people and channels of an archive become. */
class IdentityMapperTest {
    private final ArchiveSurvey survey = new ArchiveSurvey();
    private final Map<String, ImportTargetView> workspaces = new HashMap<>();
    private final Map<String, ImportTargetView> people = new HashMap<>();
    private final Map<String, ImportTargetView> channels = new HashMap<>();
    private final Map<String, ChannelNameInUseView> names = new HashMap<>();
    private final Map<String, UsernameInUseView> usernames = new HashMap<>();

    IdentityMapperTest() {
        survey.take(new ArchiveEntry.Workspace("slack", "Acme"));
    }

    /** The answers of a server. */
    private WorkspaceImportLookupResult lookup(WorkspaceImportLookupParams params) {
        return new WorkspaceImportLookupResult(
                among(workspaces, params.workspaceKeys()),
                among(people, params.personKeys()),
                among(channels, params.channelKeys()),
                among(usernames, params.usernames()),
                among(names, params.channelNames()),
                1);
    }

    private static <V> List<V> among(Map<String, V> known, Optional<List<String>> keys) {
        List<V> found = new ArrayList<>();
        for (String key : keys.orElse(List.of()))
            Optional.ofNullable(known.get(key)).ifPresent(found::add);
        return found;
    }

    private ImportPlan plan() {
        survey.complete();
        return IdentityMapper.plan(_ -> List.of(), new TargetNames(this::lookup, "source"), survey, Optional.empty());
    }

    private static ImportTargetView target(String key, long id, String name) {
        return new ImportTargetView(key, id, name, Optional.of(true), Optional.empty());
    }

    private void importedBefore() {
        workspaces.put("slack", target("slack", 7, "Acme"));
        channels.put("C1", target("C1", 70, "plans"));
        names.put("plans", new ChannelNameInUseView("plans", ChannelKindView.PUBLIC, true, false));
    }

    private static ArchiveEntry.Channel channel(ArchiveEntry.Kind kind) {
        return new ArchiveEntry.Channel(
                "C1", "slack", kind, new ArchiveEntry.ChannelTitle("plans", ""), false, List.of());
    }

    /** A channel that became private in the source after an import kept filling the public channel of that import. */
    @Test
    void channelThatBecamePrivateGetsPrivateChannelOfItsOwn() {
        importedBefore();
        survey.take(channel(ArchiveEntry.Kind.PRIVATE));
        ImportPlan plan = plan();
        assertEquals(new ImportPlan.Named("slack", "C1 private", "plans-2", false), plan.channels.get("C1"));
        ImportDecision decision = plan.decisions.getLast();
        assertEquals(ImportDecision.Action.RENAMED, decision.action());
        assertEquals(
                "no longer public in the source; the channel of the earlier import is public and gets no more messages",
                decision.because());

        channels.put("C1 private", target("C1 private", 71, "plans-2"));
        names.put("plans-2", new ChannelNameInUseView("plans-2", ChannelKindView.PRIVATE, false, false));
        assertEquals(
                new ImportPlan.Named("slack", "C1 private", "plans-2", true),
                plan().channels.get("C1"));
    }

    /** The first of two entries of a channel decided its kind, also when the second said that it is private. */
    @Test
    void mostPrivateOfTwoEntriesDecides() {
        survey.take(channel(ArchiveEntry.Kind.PUBLIC));
        survey.take(channel(ArchiveEntry.Kind.PRIVATE));
        survey.take(channel(ArchiveEntry.Kind.PUBLIC));
        assertEquals(channel(ArchiveEntry.Kind.PRIVATE), survey.channels.get("C1"));
    }

    private String usernameOf(ArchiveEntry.Account account) {
        usernames.put("ann", new UsernameInUseView("ann", Optional.of(5L), true));
        survey.take(new ArchiveEntry.Person("U1", "ann", "Ann", account));
        return ImportPlan.known(plan().people, "U1").username();
    }

    @Test
    void activePersonIsAccountWithSameUsername() {
        assertEquals("ann", usernameOf(ArchiveEntry.Account.ACTIVE));
    }

    /** A person of another workspace in a shared channel became the account here with the same username. */
    @Test
    void personOfAnotherWorkspaceJoinsNoAccountByName() {
        assertEquals("ann-2", usernameOf(ArchiveEntry.Account.OUTSIDE));
    }

    /** A deactivated person became the account here with the same username. */
    @Test
    void deactivatedPersonJoinsNoAccountByName() {
        assertEquals("ann-2", usernameOf(ArchiveEntry.Account.DEACTIVATED));
    }

    private ImportPlan.Deactivation deactivation(ArchiveEntry.Account account, boolean existed) {
        people.put("U1", new ImportTargetView("U1", 5, "ann", Optional.of(existed), Optional.of(true)));
        ArchiveEntry.Person person = new ArchiveEntry.Person("U1", "ann", "Ann", account);
        survey.take(person);
        return plan().deactivation(person);
    }

    /** A later import, for example of a truncated file, deactivated accounts that were in use, and did not report it. */
    @Test
    void laterImportLeavesAccountsActive() {
        importedBefore();
        assertEquals(ImportPlan.Deactivation.LEFT, deactivation(ArchiveEntry.Account.UNLISTED, false));
    }

    @Test
    void accountThatExistedStaysActive() {
        assertEquals(ImportPlan.Deactivation.LEFT, deactivation(ArchiveEntry.Account.DEACTIVATED, true));
    }

    @Test
    void interruptedImportDeactivatesWhatItCreated() {
        workspaces.put("slack", new ImportTargetView("slack", 7, "Acme", Optional.of(false), Optional.empty()));
        assertEquals(ImportPlan.Deactivation.DEACTIVATED, deactivation(ArchiveEntry.Account.DEACTIVATED, false));
    }

    @Test
    void firstImportDeactivatesWhatItCreates() {
        ArchiveEntry.Person bot = new ArchiveEntry.Person("B1", "app", "App", ArchiveEntry.Account.BOT);
        survey.take(bot);
        assertEquals(ImportPlan.Deactivation.DEACTIVATED, plan().deactivation(bot));
    }

    /** The file of a second server was taken for one of the first, whose people and channels it then filled. */
    @Test
    void completeDefaultSourceNeedsConfirmation() {
        plan().requireFirst("mattermost");
        importedBefore();
        IllegalArgumentException rejected =
                assertThrows(IllegalArgumentException.class, () -> plan().requireFirst("mattermost"));
        assertTrue(rejected.getMessage().contains("--source mattermost"), rejected.getMessage());
    }

    @Test
    void knownPeopleInUnknownWorkspaceNeedConfirmation() {
        people.put("U1", target("U1", 5, "ann"));
        survey.take(new ArchiveEntry.Person("U1", "ann", "Ann", ArchiveEntry.Account.ACTIVE));
        assertThrows(IllegalArgumentException.class, () -> plan().requireFirst("mattermost"));
        workspaces.put("slack", new ImportTargetView("slack", 7, "Acme", Optional.of(false), Optional.empty()));
        plan().requireFirst("mattermost"); // an interrupted import continues
    }

    @Test
    void channelOfUnchangedKindIsFound() {
        importedBefore();
        survey.take(channel(ArchiveEntry.Kind.PUBLIC));
        assertEquals(
                new ImportPlan.Named("slack", "C1", "plans", true),
                plan().channels.get("C1"));
    }
}
