package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mounts with uidMappings and gidMappings, and the options {@code idmap} and {@code ridmap}. */
@Conformance
class IdmappedMountsTest {

    private static final String USER_NAMESPACE =
            """
            {"linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
                      "gidMappings":[{"containerID":0,"hostID":200000,"size":65536}]}}
            """;

    private static final String MAPPING = "[{\"containerID\":0,\"hostID\":%d,\"size\":1000}]";

    /** A directory with a file of user 3, group 4. */
    private static Path source(Lab lab) throws IOException {
        Path source = lab.subdirectory("source");
        Files.writeString(source.resolve("file"), "text");
        lab.host("chown", "3:4", source.resolve("file").toString()).run().ok();
        lab.host("chmod", "0777", source.toString()).run().ok();
        return source;
    }

    private static Bundle inUserNamespace(Lab lab) {
        Bundle bundle = lab.bundle().namespace("user").merge(USER_NAMESPACE);
        lab.host("chown", "-R", "-h", "100000:200000", bundle.rootfs().toString()).run().ok();
        return bundle;
    }

    /** Mounts it at /mnt, with ids from these on. */
    private static Bundle mapped(
            Bundle bundle, Path source, int uids, int gids, String... options) {
        return bundle.add(
                "/mounts",
                """
                {"destination":"/mnt","type":"bind","source":%s,"options":%s,"uidMappings":%s,"gidMappings":%s}
                """
                        .formatted(
                                Json.text(source.toString()),
                                Json.text(options),
                                MAPPING.formatted(uids),
                                MAPPING.formatted(gids)));
    }

    private static String owner(Bundle bundle, String path) {
        return bundle.shell("stat -c %u:%g " + path).run().ok().out();
    }

    @Test
    void ownersAreMappedWithoutAUserNamespace(Lab lab) throws IOException {
        Path source = source(lab);
        Bundle bundle = mapped(lab.bundle(), source, 5000, 6000, "bind", "idmap");
        assertThat(owner(bundle, "/mnt/file")).isEqualTo("5003:6004\n");
        assertThat(Files.getAttribute(source.resolve("file"), "unix:uid")).isEqualTo(3);
    }

    @Test
    void ownersAreMappedIntoTheUserNamespace(Lab lab) throws IOException {
        Bundle bundle = mapped(inUserNamespace(lab), source(lab), 100070, 200080, "bind", "idmap");
        assertThat(owner(bundle, "/mnt/file")).isEqualTo("73:84\n");
    }

    @Test
    void optionAloneTakesTheMapsOfTheUserNamespace(Lab lab) throws IOException {
        Bundle bundle =
                inUserNamespace(lab).mount("/mnt", "bind", source(lab).toString(), "bind", "idmap");
        assertThat(owner(bundle, "/mnt/file")).isEqualTo("3:4\n");
    }

    @Test
    void optionAloneTakesTheMapsOfAUserNamespaceThatIsJoined(Lab lab) throws IOException {
        Bundle first = lab.bundle("first", lab.id("first")).namespace("user").merge(USER_NAMESPACE);
        lab.host("chown", "-R", "-h", "100000:200000", first.rootfs().toString()).run().ok();
        long pid = first.boot().pid();
        Bundle bundle =
                lab.bundle()
                        .namespace("user", "/proc/" + pid + "/ns/user")
                        .mount("/mnt", "bind", source(lab).toString(), "bind", "idmap");
        lab.host("chown", "-R", "-h", "100000:200000", bundle.rootfs().toString()).run().ok();
        assertThat(owner(bundle, "/mnt/file")).isEqualTo("3:4\n");
    }

    @Test
    void mappingsAreAppliedWithoutTheOption(Lab lab) throws IOException {
        Bundle bundle = mapped(lab.bundle(), source(lab), 5000, 6000, "bind");
        assertThat(owner(bundle, "/mnt/file")).isEqualTo("5003:6004\n");
    }

    @Test
    void whatIsWrittenBelongsToTheMappedUserOnTheHost(Lab lab) throws IOException {
        Path source = source(lab);
        mapped(lab.bundle(), source, 5000, 6000, "bind", "idmap")
                .merge("{\"process\":{\"user\":{\"uid\":5007,\"gid\":6008}}}")
                .shell("echo x >/mnt/new")
                .run()
                .ok();
        assertThat(Files.getAttribute(source.resolve("new"), "unix:uid")).isEqualTo(7);
        assertThat(Files.getAttribute(source.resolve("new"), "unix:gid")).isEqualTo(8);
    }

    @Test
    void userThatIsNotMappedCannotWrite(Lab lab) throws IOException {
        Path source = source(lab);
        mapped(lab.bundle(), source, 5000, 6000, "bind", "idmap")
                .shell("! echo x >/mnt/new")
                .run()
                .ok();
        assertThat(source.resolve("new")).doesNotExist();
    }

    @Test
    void otherOptionsGoWithIt(Lab lab) throws IOException {
        Bundle bundle = mapped(lab.bundle(), source(lab), 0, 0, "bind", "idmap", "ro", "nosuid");
        assertThat(bundle.shell("grep ' /mnt ' /proc/self/mountinfo").run().ok().out())
                .contains(" ro,", "nosuid", "idmapped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idmap", "ridmap"})
    void mountsBelowAreMappedWithTheRecursiveOptionOnly(String option, Lab lab) throws IOException {
        Path source = source(lab);
        Path below = Files.createDirectory(source.resolve("below"));
        Path other = lab.subdirectory("other");
        Files.writeString(other.resolve("file"), "text");
        lab.host("chown", "3:4", other.resolve("file").toString()).run().ok();
        lab.host("mount", "--bind", other.toString(), below.toString()).run().ok();
        lab.afterwards(() -> lab.host("umount", below.toString()).run().ok());
        Bundle bundle = mapped(lab.bundle(), source, 5000, 6000, "rbind", option);
        assertThat(owner(bundle, "/mnt/file /mnt/below/file"))
                .isEqualTo("5003:6004\n" + (option.equals("idmap") ? "3:4\n" : "5003:6004\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"idmap", "ridmap"})
    void optionWithoutMapsAnywhereIsRefused(String option, Lab lab) throws IOException {
        lab.bundle()
                .mount("/mnt", "bind", source(lab).toString(), "rbind", option)
                .tryCreate()
                .refused();
    }

    @Test
    @Tag("carafe")
    void onlyBindMountsAreMapped(Lab lab) {
        lab.bundle()
                .add(
                        "/mounts",
                        """
                        {"destination":"/mnt","type":"tmpfs","source":"tmpfs","options":["idmap"],"uidMappings":%1$s,"gidMappings":%1$s}
                        """
                                .formatted(MAPPING.formatted(5000)))
                .tryCreate()
                .refused("bind mounts only");
    }

    @Test
    void oneKindOfIdsAloneIsRefused(Lab lab) throws IOException {
        lab.bundle()
                .add(
                        "/mounts",
                        """
                        {"destination":"/mnt","type":"bind","source":%s,"options":["bind","idmap"],"uidMappings":%s}
                        """
                                .formatted(
                                        Json.text(source(lab).toString()), MAPPING.formatted(5000)))
                .tryCreate()
                .refused();
    }

    /** The kernel maps no owners in procfs. */
    @Test
    void filesystemThatCannotBeMappedIsAnError(Lab lab) {
        mapped(lab.bundle(), Path.of("/proc/sys"), 5000, 6000, "bind", "idmap")
                .tryCreate()
                .refused();
        lab.container(lab.id()).tryState().refused();
    }
}
