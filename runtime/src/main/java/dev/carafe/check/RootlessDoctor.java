package dev.carafe.check;

import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SubordinateIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at what an ordinary user's containers need beside user namespaces. */
final class RootlessDoctor {
    private static final int SET_UID = 04000;

    /** Most images have files of ids up to that. */
    private static final long USUAL_IDS = 65536;

    private final HostFiles host;
    private final HostFacts facts;
    private final Map<String, String> env;

    RootlessDoctor(HostFiles host, HostFacts facts, Map<String, String> env) {
        this.host = host;
        this.facts = facts;
        this.env = Map.copyOf(env);
    }

    List<Examined> examine() {
        List<Examined> all = new ArrayList<>();
        all.add(helper("newuidmap", facts.newuidmap()));
        all.add(helper("newgidmap", facts.newgidmap()));
        if (facts.uid() != 0) {
            all.add(ids("subuid"));
            all.add(ids("subgid"));
            all.add(runtimeDirectory());
        }
        return all;
    }

    private Examined helper(String name, Optional<Path> file) {
        if (file.isEmpty()) {
            String found = "not installed";
            String advice = "install uidmap (Debian, Ubuntu) or shadow-utils";
            return facts.uid() == 0
                    ? Examined.absent(name, found, advice + " for rootless containers")
                    : Examined.limited(name, found, advice);
        }
        try {
            int mode = (int) Files.getAttribute(file.get(), "unix:mode");
            return (mode & SET_UID) != 0
                    ? Examined.ok(name, file.get() + ", set-uid")
                    : Examined.limited(
                            name,
                            file.get() + " is not set-uid",
                            "fine if it has the file capability cap_setuid or cap_setgid (getcap);"
                                    + " else chmod u+s");
        } catch (IOException e) {
            return Examined.limited(name, file.get() + ": " + e.getMessage(), "");
        }
    }

    private Examined ids(String name) {
        String file = "/etc/" + name;
        SubordinateIds granted =
                SubordinateIds.read(host.etc().resolve(name), host.etc(), facts.uid());
        long count = granted.ranges().stream().mapToLong(SubordinateIds.Range::count).sum();
        String advice = "usermod --add-%ss 100000-165535 USER".formatted(name);
        if (count == 0) {
            return Examined.limited(
                    file, "gives no ids to uid " + Integer.toUnsignedString(facts.uid()), advice);
        }
        return count < USUAL_IDS
                ? Examined.limited(file, "gives only %d ids".formatted(count), advice)
                : Examined.ok(file, "gives %d ids".formatted(count));
    }

    private Examined runtimeDirectory() {
        String subject = "XDG_RUNTIME_DIR";
        String advice = "log in by pam_systemd, or loginctl enable-linger USER";
        String text = env.getOrDefault(subject, "");
        if (text.isEmpty()) {
            return Examined.limited(
                    subject,
                    "is not set: state goes to /run/carafe/containers, which is root's",
                    advice + "; or give --root");
        }
        Path directory = Path.of(text);
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return Examined.limited(subject, text + " is no directory of the user's", advice);
        }
        boolean bus =
                env.containsKey("DBUS_SESSION_BUS_ADDRESS")
                        || Files.exists(directory.resolve("bus"));
        return bus
                ? Examined.ok(subject, text + ", with a D-Bus")
                : Examined.limited(
                        subject,
                        text + ", without a D-Bus",
                        "--systemd-cgroup needs it: systemctl --user start dbus.socket");
    }
}
