package collab.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the browser page, held in memory: they are few, small, and the same for every user.
 *
 * <p>Modules import each other by relative paths, so one folder is named after a hash of all of them ({@code assets/HASH/main.js}) and
 * no file has to be rewritten. Only the page itself has a fixed name. The page of one release therefore never runs with modules of
 * another, and a browser may cache a folder for ever.
 */
public final class WebFiles {
    static final String PAGE = "index.html";

    private static final String ROOT = "web-root/";

    /** The folder of what the page loads when it is needed, and most visits never need. */
    static final String LATER = "accounts/";

    /** Names a part of the style sheet. The part is put in the place of its import, so that a browser loads one file. */
    private static final Pattern STYLE_IMPORT = Pattern.compile("@import \"\\./(style/[a-z-]+\\.css)\";\n");

    /** Every file except the page and the parts of the style sheet. A runtime image has no list of the files in a folder. */
    static final List<String> PATHS = List.of(
            "accounts/accounts.css",
            "accounts/activity.js",
            "accounts/add-people.js",
            "accounts/audit-export.js",
            "accounts/audit-filters.js",
            "accounts/audit-words.js",
            "accounts/audit.js",
            "accounts/devices.js",
            "accounts/entry-page.js",
            "accounts/entry-parts.js",
            "accounts/explain.js",
            "accounts/form.js",
            "accounts/index.js",
            "accounts/invitation-link.js",
            "accounts/invite.js",
            "accounts/join-page.js",
            "accounts/new-workspace.js",
            "accounts/people.js",
            "accounts/qr-code.js",
            "accounts/reason.js",
            "accounts/reset-page.js",
            "accounts/settings.js",
            "accounts/setup-page.js",
            "client/action-list.js",
            "client/backoff.js",
            "client/codec.js",
            "client/constants.js",
            "client/inbox.js",
            "client/index.js",
            "client/live-protocol.js",
            "client/reaction.js",
            "client/reconnect-delay.js",
            "client/retry.js",
            "client/rpc-error.js",
            "client/rpc.js",
            "client/socket-state.js",
            "client/socket.js",
            "client/time-zone.js",
            "icon.svg",
            "lib/directive-helpers.js",
            "lib/directive.js",
            "lib/directives/guard.js",
            "lib/directives/repeat.js",
            "lib/lit-html.js",
            "main.js",
            "state/account-controller.js",
            "state/announcements.js",
            "state/api.js",
            "state/application.js",
            "state/channel-actions.js",
            "state/channel-activity.js",
            "state/channel-loader.js",
            "state/channel-order.js",
            "state/channel-url.js",
            "state/day-change.js",
            "state/desktop-notifications.js",
            "state/dialog-address.js",
            "state/dialog-store.js",
            "state/draft-store.js",
            "state/entry-link.js",
            "state/error-text.js",
            "state/field-errors.js",
            "state/followed-threads.js",
            "state/keep-newer.js",
            "state/list-position.js",
            "state/message-actions.js",
            "state/message-loader.js",
            "state/message-window.js",
            "state/navigation-store.js",
            "state/navigation.js",
            "state/news.js",
            "state/outbox-store.js",
            "state/outbox.js",
            "state/page-history.js",
            "state/place-loader.js",
            "state/place-rank.js",
            "state/read-tracker.js",
            "state/recent-channels.js",
            "state/seen-mentions.js",
            "state/side-panel-content.js",
            "state/signed-in-user.js",
            "state/split-text.js",
            "state/store.js",
            "state/tab-lock.js",
            "state/text-match.js",
            "state/thread-inbox.js",
            "state/thread-tracker.js",
            "state/toasts.js",
            "state/typing-users.js",
            "state/unread-counts.js",
            "state/user-loader.js",
            "state/workspace-actions.js",
            "style.css",
            "view/account-pages.js",
            "view/account-settings.js",
            "view/active-row.js",
            "view/anchor.js",
            "view/app.js",
            "view/avatar.js",
            "view/channel-browser.js",
            "view/channel-details.js",
            "view/channel-view.js",
            "view/code-block.js",
            "view/completion.js",
            "view/composer.js",
            "view/connection-banner.js",
            "view/copied-messages.js",
            "view/current-entry.js",
            "view/dialogs.js",
            "view/edge-marks.js",
            "view/edit-history.js",
            "view/emoji-choices.js",
            "view/emoji-data.js",
            "view/emoji-picker.js",
            "view/emoji-signs.js",
            "view/emoji.js",
            "view/face.js",
            "view/field-error.js",
            "view/focus-place.js",
            "view/format.js",
            "view/highlight.js",
            "view/icons.js",
            "view/key-events.js",
            "view/load-state.js",
            "view/long-text.js",
            "view/markdown-cache.js",
            "view/markdown-emphasis.js",
            "view/markdown-fences.js",
            "view/markdown-inline.js",
            "view/markdown-lines.js",
            "view/markdown.js",
            "view/member-list.js",
            "view/mention-names.js",
            "view/menu.js",
            "view/message-card.js",
            "view/message-list.js",
            "view/message-row.js",
            "view/message-rows.js",
            "view/message-shortcuts.js",
            "view/message-toolbar.js",
            "view/new-message.js",
            "view/page-keys.js",
            "view/pending-message-row.js",
            "view/person.js",
            "view/picker.js",
            "view/place-notices.js",
            "view/placement.js",
            "view/profile.js",
            "view/refused-files.js",
            "view/regions.js",
            "view/rich-text.js",
            "view/role-names.js",
            "view/roving-list.js",
            "view/row-keys.js",
            "view/scroll-anchor.js",
            "view/search-panel.js",
            "view/shortcuts.js",
            "view/show-more.js",
            "view/side-panel.js",
            "view/sidebar.js",
            "view/sign-in.js",
            "view/suggestions.js",
            "view/switcher-actions.js",
            "view/switcher.js",
            "view/text-edits.js",
            "view/text-keys.js",
            "view/text-length.js",
            "view/text-signs.js",
            "view/theme.js",
            "view/threads-panel.js",
            "view/toast-view.js",
            "view/tooltip.js",
            "view/typed-keys.js",
            "view/unsent-messages.js",
            "view/user-search.js",
            "view/visual-viewport.js",
            "view/workspace-menu.js",
            "view/workspace-panel.js");

    private WebFiles() {}

    /** The files by path. */
    public static Map<String, WebFile> load() {
        SequencedMap<String, byte[]> contents = new LinkedHashMap<>();
        PATHS.forEach(path -> contents.put(path, content(path)));
        String folder = "assets/" + hash(contents) + "/";
        Map<String, WebFile> files = new TreeMap<>();
        contents.forEach((path, bytes) -> add(files, file(folder + path, bytes, true)));
        add(files, file(PAGE, page(folder), false));
        return Map.copyOf(files);
    }

    private static void add(Map<String, WebFile> files, WebFile file) {
        files.put(file.path(), file);
    }

    private static byte[] content(String path) {
        String text = readText(path);
        if (path.endsWith(".css")) text = withParts(text);
        // the comments of a library contain its license
        else if (path.endsWith(".js") && !path.startsWith("lib/")) text = ModuleText.withoutComments(text);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String withParts(String styleSheet) {
        return STYLE_IMPORT.matcher(styleSheet).replaceAll(part -> Matcher.quoteReplacement(readText(part.group(1))));
    }

    private static String readText(String path) {
        return new String(read(ROOT + path), StandardCharsets.UTF_8);
    }

    /**
     * The page preloads the modules of every visit, so that the browser does not wait for a module to be read before it loads its
     * imports.
     */
    private static byte[] page(String folder) {
        String modules = PATHS.stream()
                .filter(path -> path.endsWith(".js") && !path.startsWith(LATER))
                .map(path -> "<link rel=\"modulepreload\" href=\"" + folder + path + "\">")
                .collect(Collectors.joining("\n  "));
        return readText(PAGE)
                .replace("<!-- modules -->", modules)
                .replace("{assets}/", folder)
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] read(String resource) {
        // the folder's name is not a package name, so the module system does not hide it
        try (InputStream in = WebFiles.class.getResourceAsStream("/" + resource)) {
            if (in == null) throw new IllegalStateException("the resource " + resource + " is missing");
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static WebFile file(String path, byte[] bytes, boolean lasting) {
        String etag = '"' + HexFormat.of().formatHex(sha256().digest(bytes), 0, 12) + '"';
        return new WebFile(path, contentType(path), bytes, gzip(bytes), etag, lasting);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new BestGzip(compressed)) {
            out.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return compressed.toByteArray();
    }

    /** Uses the best compression: a file is compressed once and sent often. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static String contentType(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no content type for " + path);
        };
    }

    private static String hash(SequencedMap<String, byte[]> contents) {
        MessageDigest digest = sha256();
        contents.forEach((path, bytes) -> {
            digest.update((path + ' ' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
