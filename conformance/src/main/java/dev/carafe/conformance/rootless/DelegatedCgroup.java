package dev.carafe.conformance.rootless;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cgroup in every hierarchy that is given to the ordinary user, and one inside for his commands:
 * cgroups(7), "Cgroups delegation". A session manager does the same.
 *
 * @param path of the cgroup that is given away, below each hierarchy's root
 */
record DelegatedCgroup(Lab lab, String path) {

    private static final List<String> GIVEN_FILES =
            List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads", "tasks");

    private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");

    /** Makes one, which goes away with the test. */
    static DelegatedCgroup make(Lab lab) {
        DelegatedCgroup cgroup = new DelegatedCgroup(lab, "/" + lab.id("delegated"));
        lab.afterwards(cgroup::remove);
        try {
            if (Host.unified()) {
                Files.writeString(
                        Path.of("/sys/fs/cgroup/cgroup.subtree_control"), "+memory +pids +cpu");
            }
            for (Path hierarchy : Host.cgroupMounts()) {
                cgroup.giveAway(hierarchy, cgroup.path);
                cgroup.giveAway(hierarchy, cgroup.session());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return cgroup;
    }

    /** No delegation: his commands run in the root cgroup of every hierarchy. */
    static DelegatedCgroup rootOf(Lab lab) {
        return new DelegatedCgroup(lab, "");
    }

    /** The cgroup of the user's commands. */
    String session() {
        return path.isEmpty() ? "/" : path + "/session";
    }

    /** A command line's beginning that has the rest of it run in {@link #session}. */
    String[] entering() {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "while [ \"$1\" != -- ]; do echo 0 >\"$1\" || exit; shift; done; shift; exec \"$@\"",
                                "sh"));
        for (Path hierarchy : Host.cgroupMounts()) {
            words.add(hierarchy.resolve("." + session()).resolve("cgroup.procs").toString());
        }
        words.add("--");
        return words.toArray(String[]::new);
    }

    private void giveAway(Path hierarchy, String cgroup) throws IOException {
        Path directory = Files.createDirectory(hierarchy.resolve("." + cgroup).normalize());
        List<String> given = new ArrayList<>(List.of(directory.toString()));
        for (String name : GIVEN_FILES) {
            if (Files.exists(directory.resolve(name))) {
                given.add(directory.resolve(name).toString());
            }
        }
        String owner = OrdinaryUser.ID + ":" + OrdinaryUser.ID;
        List<String> chown = new ArrayList<>(List.of("chown", owner));
        chown.addAll(given);
        lab.host(chown.toArray(String[]::new)).run().ok();
        if (!Host.unified() && Files.exists(directory.resolve("cpuset.cpus"))) {
            // A new v1 cpuset is empty, and takes no process.
            for (String name : CPUSET_FILES) {
                String inherited = Files.readString(directory.resolveSibling(name));
                Files.writeString(directory.resolve(name), inherited.strip());
            }
        }
    }

    /** What is still below it was left by the runtime, and is removed all the same. */
    private void remove() {
        List<String> left = new ArrayList<>();
        for (Path hierarchy : Host.cgroupMounts()) {
            Path own = hierarchy.resolve("." + path).normalize();
            Path inner = hierarchy.resolve("." + session()).normalize();
            List<String> found =
                    lab.host("find", own.toString(), "-depth", "-type", "d")
                            .run()
                            .out()
                            .lines()
                            .toList();
            for (String directory : found) {
                lab.host("rmdir", directory).run();
                if (!directory.equals(own.toString()) && !directory.equals(inner.toString())) {
                    left.add(directory);
                }
            }
        }
        if (!left.isEmpty()) {
            throw new AssertionError("the test left behind: cgroups " + left);
        }
    }
}
