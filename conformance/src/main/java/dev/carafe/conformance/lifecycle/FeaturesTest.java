package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the runtime says of itself; runtime-spec features.md. */
@Conformance
class FeaturesTest {

    private static JsonNode features(Lab lab) {
        return Json.parse(lab.runtime("features").run().ok().out());
    }

    @Tag("vm")
    @Test
    void documentHasTheRequiredVersions(Lab lab) {
        JsonNode features = features(lab);
        assertThat(features.at("/ociVersionMin").stringValue()).matches("1\\.\\d+\\.\\d+.*");
        assertThat(features.at("/ociVersionMax").stringValue()).matches("1\\.\\d+\\.\\d+.*");
    }

    @Tag("vm")
    @Test
    void bothVersionsAreAccepted(Lab lab) {
        JsonNode features = features(lab);
        for (String name : new String[] {"/ociVersionMin", "/ociVersionMax"}) {
            String version = features.at(name).stringValue();
            lab.bundle("bundle" + name.hashCode(), lab.id())
                    .merge("{\"ociVersion\":%s}".formatted(Json.text(version)))
                    .shell("true")
                    .run()
                    .ok();
        }
    }

    @Test
    void everyMountOptionIsRecognized(Lab lab) {
        // Those that are about what is mounted rather than how are no good with a tmpfs.
        for (JsonNode option : features(lab).at("/mountOptions")) {
            String word = option.stringValue();
            if (!word.matches(
                    "bind|rbind|remount|r?idmap|acl|noacl|copy-symlink|(src|dest)-nofollow")) {
                lab.bundle("b-" + word, lab.id("m-" + word))
                        .mount("/m", "tmpfs", "tmpfs", word)
                        .shell("true")
                        .run()
                        .ok();
            }
        }
    }

    /** features.md: annotations that change what the runtime does are listed there. */
    @Tag("carafe")
    @Tag("vm")
    @Test
    void annotationsAreTextAndThoseThatAreHeededAreListed(Lab lab) {
        JsonNode features = features(lab);
        assertThat(features.at("/annotations").propertyStream())
                .isNotEmpty()
                .allMatch(entry -> entry.getValue().isString());
        assertThat(features.at("/annotations/io.github.seccomp.libseccomp.version").stringValue())
                .matches("2\\.\\d+\\.\\d+");
        assertThat(
                        features.at("/potentiallyUnsafeConfigAnnotations")
                                .valueStream()
                                .map(JsonNode::stringValue))
                .contains("run.oci.keep_original_groups", "run.oci.mount_context_type");
    }
}
