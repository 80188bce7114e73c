package collab.archive;

import collab.api.SessionBootstrapParams;
import collab.client.CollabClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Imports an archive. The first reading decides what everything becomes ({@link IdentityMapper}); the second writes it.
 * People join last, so that old messages do not become unread for them.
 *
 * <p><b>Repetition.</b> An import can be repeated at any time, after a crash or after it was complete: everything is
 * recognised by its identity in the source, and posts by their keys, so nothing is imported twice. A checkpoint avoids
 * sending posts again.
 *
 * <p><b>Memory.</b> People, channels and memberships are held in memory, posts are not: at most 1,000
 * wait to be sent, and as many replies whose parent was not found. A reading of a Mattermost file holds a hash of each
 * post: 11 to 22 bytes, 32 bytes while the set of hashes grows.
 *
 * <p>One thread runs one import once.
 */
public final class Importer {
    private final ImportPlan plan;
    private final ImportReport report;
    private final ImportProgress progress;
    private final ImportedTargets targets;
    private final MembershipImport memberships;
    private final PostConverter converter;
    private final PostSender sender;

    /**
     * The options of an import.
     *
     * @param workspace the name of the target workspace; empty for the name in the archive
     * @param source identifies where the archive was exported; empty for what the archive states
     * @param file the checkpoint
     * @param listeners receive what happens
     */
    public record Options(Optional<String> workspace, Optional<String> source, State file, Listeners listeners) {}

    /**
     * The checkpoint of an import.
     *
     * @param path its file
     * @param archive identifies the archive in the checkpoint: the same file has the same name
     */
    public record State(Path path, String archive) {}

    /**
     * Receive what happens during an import.
     *
     * @param skipped receives everything that is skipped
     * @param progress called after each request with the number of posts so far
     */
    public record Listeners(Consumer<ArchiveEntry.Skipped> skipped, Consumer<Long> progress) {}

    private Importer(
            CollabClient client,
            Options options,
            String source,
            ArchiveSurvey survey,
            ImportPlan plan,
            UnaryOperator<String> mentions) {
        this.plan = plan;
        this.report = new ImportReport(options.listeners().skipped());
        String epoch = client.call(SessionBootstrapParams.of()).epoch();
        this.progress = new ImportProgress(
                new ImportCheckpoint(options.file().path(), options.file().archive() + " " + epoch),
                report,
                options.listeners().progress());
        this.targets = new ImportedTargets(client, source, survey, plan, progress);
        this.memberships = new MembershipImport(client, source, survey, plan, targets, progress);
        this.converter = new PostConverter(targets.people(), mentions, progress::skip, InstantSource.system());
        this.sender = new PostSender(
                client,
                options.file().archive(),
                report,
                progress,
                targets.channels().values());
    }

    /** Decides what an import would do, and writes nothing. */
    public static List<ImportDecision> plan(CollabClient client, Archive archive, Options options) throws IOException {
        return List.copyOf(plan(client, archive, survey(archive), options).decisions);
    }

    public static ImportReport run(CollabClient client, Archive archive, Options options) throws IOException {
        ArchiveSurvey survey = survey(archive);
        String source = source(archive, options);
        ImportPlan plan = plan(client, archive, survey, options);
        UnaryOperator<String> mentions = archive.translatesMentions()
                ? UnaryOperator.identity()
                : RenamedMentions.of(survey.people, plan.people);
        Importer importer = new Importer(client, options, source, survey, plan, mentions);
        importer.report.decided(importer.plan.decisions);
        importer.targets.create();
        archive.read(importer::take, importer::username);
        importer.sender.finish();
        importer.memberships.complete();
        importer.progress.forget();
        return importer.report;
    }

    private Optional<String> username(String person) {
        return Optional.ofNullable(plan.people.get(person)).map(ImportPlan.Account::username);
    }

    private static String source(Archive archive, Options options) {
        return ImportPlan.key(options.source().orElse(archive.source()));
    }

    private static ArchiveSurvey survey(Archive archive) throws IOException {
        ArchiveSurvey survey = new ArchiveSurvey();
        archive.read(survey::take);
        survey.complete();
        return survey;
    }

    private static ImportPlan plan(CollabClient client, Archive archive, ArchiveSurvey survey, Options options) {
        String source = source(archive, options);
        ImportPlan plan = IdentityMapper.plan(client, survey, options.workspace(), source);
        if (options.source().isEmpty() && !archive.statesSource()) plan.requireFirst(source);
        return plan;
    }

    // ---- Posts ----

    private void take(ArchiveEntry entry) {
        switch (entry) {
            case ArchiveEntry.Post post -> {
                take(post);
                sender.saveProgress();
            }
            case ArchiveEntry.DeletedPost post -> {
                take(post);
                sender.saveProgress();
            }
            case ArchiveEntry.Skipped skipped -> progress.skip(skipped);
            case ArchiveEntry.Workspace _,
                    ArchiveEntry.Person _,
                    ArchiveEntry.Channel _,
                    ArchiveEntry.Membership _ -> {} // known from the first reading
        }
    }

    private void take(ArchiveEntry.Post post) {
        long index = progress.readPost();
        if (progress.isDone(index)) return;
        ImportTarget target = targets.channels().get(post.channel());
        String where = post.channel() + " " + post.key();
        if (target == null) {
            progress.skip(where, "in a channel that is not in the archive");
            return;
        }
        var messages = converter.messages(post, ImportPlan.known(targets.people(), post.author()), where);
        if (messages.isEmpty()) progress.skip(where, "without a text");
        messages.forEach(message -> sender.enqueue(target, index, message));
    }

    private void take(ArchiveEntry.DeletedPost post) {
        long index = progress.readPost();
        if (progress.isDone(index)) return;
        ImportTarget target = targets.channels().get(post.id().channel());
        if (target == null) {
            progress.skip(post.id().channel() + " " + post.id().key(), "in a channel that is not in the archive");
            return;
        }
        sender.enqueue(target, index, converter.deleted(post, ImportPlan.known(targets.people(), post.author())));
    }
}
