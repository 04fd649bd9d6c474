package dev.carafe.conformance.rootless;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The commands of a user with neither capabilities nor additional groups, who owns the test's
 * directory.
 *
 * @param around what root runs before it becomes that user
 * @param runtimeDirectory his {@code XDG_RUNTIME_DIR}
 */
record OrdinaryUser(Lab lab, List<String> around, Path runtimeDirectory) {

    /** Uid and gid: {@code nobody}, who has an entry in /etc/passwd, as newuidmap(1) wants. */
    static final long ID = 65534;

    /** First id of those that {@link #withSubordinateIds} grants, and how many. */
    static final int FIRST = 100000;

    static final int COUNT = 65536;

    /** Where such a user's resident engine may serve the whole run; by default there is none. */
    private static final String SHARED_DIRECTORY = "CONFORMANCE_USER_RUNTIME_DIR";

    private static final String SETPRIV = "/usr/bin/setpriv";

    static OrdinaryUser of(Lab lab) {
        Host.needProgram(SETPRIV);
        String shared = System.getenv(SHARED_DIRECTORY);
        return new OrdinaryUser(
                lab, List.of(), shared == null ? lab.subdirectory("xdg") : Path.of(shared));
    }

    /**
     * The same user with an {@code XDG_RUNTIME_DIR} of the test's own, and so without an engine.
     */
    OrdinaryUser withOwnRuntimeDirectory() {
        return new OrdinaryUser(lab, around, lab.subdirectory("xdg"));
    }

    /** The same user with entries in /etc/subuid and /etc/subgid that only his commands see. */
    OrdinaryUser withSubordinateIds() {
        Host.needProgram("/usr/bin/newuidmap");
        Host.needProgram("/usr/bin/newgidmap");
        String file = lab.file("subordinate", "%d:%d:%d\n".formatted(ID, FIRST, COUNT)).toString();
        return inside(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/subuid && mount --bind \"$0\" /etc/subgid && exec \"$@\"",
                file);
    }

    /** The same user in a cgroup. */
    OrdinaryUser in(DelegatedCgroup cgroup) {
        return inside(cgroup.entering());
    }

    private OrdinaryUser inside(String... command) {
        List<String> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(around);
        return new OrdinaryUser(lab, all, runtimeDirectory);
    }

    /** A new bundle as {@code spec --rootless} has it: a user namespace, one id, no limits. */
    Bundle bundle() {
        return lab.bundle()
                .namespace("user")
                .withoutMount("/dev/pts")
                .mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        "nosuid",
                        "noexec",
                        "newinstance",
                        "ptmxmode=0666",
                        "mode=0620")
                .merge(
                        """
                        {"linux":{"resources":null,
                                  "uidMappings":[{"containerID":0,"hostID":%1$d,"size":1}],
                                  "gidMappings":[{"containerID":0,"hostID":%1$d,"size":1}]}}
                        """
                                .formatted(ID));
    }

    /** The runtime as this user, with the test's {@code --root}. */
    Command runtime(String... arguments) {
        return as(lab.runtime(arguments));
    }

    /** The runtime as this user, with no global flags. */
    Command plainRuntime(String... arguments) {
        List<String> words = new ArrayList<>(List.of(lab.settings().runtime().toString()));
        words.addAll(Arrays.asList(arguments));
        return as(lab.host(words.toArray(String[]::new)));
    }

    /** A command as this user. */
    Command as(Command command) {
        lab.host("chown", "-R", "-h", ID + ":" + ID, lab.directory().toString()).run().ok();
        return command.via(becoming());
    }

    /** A command line's beginning that has the rest of it run as this user. */
    String[] becoming() {
        List<String> words = new ArrayList<>(around);
        // The run's own engine directory is root's.
        words.addAll(
                List.of(
                        SETPRIV,
                        "--reuid=" + ID,
                        "--regid=" + ID,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "env",
                        "--unset=CARAFE_ENGINE_DIR",
                        "XDG_RUNTIME_DIR=" + runtimeDirectory));
        return words.toArray(String[]::new);
    }
}
