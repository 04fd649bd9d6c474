package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A launch whose init is a real process of the test, and whose events are the test's. */
class ScriptedLaunch implements Launch {
    private final ScriptedClient client;
    private final Process process;
    private final ProcessReference init;
    private final Deque<LaunchEvent> events;

    ScriptedLaunch(ScriptedClient client, Process process, LaunchEvent... events) {
        this.client = client;
        this.process = process;
        this.init = ProcessReference.of((int) process.pid()).orElseThrow();
        this.events = new ArrayDeque<>(List.of(events));
    }

    @Override
    public int pid() {
        return init.pid();
    }

    @Override
    public long startTimeTicks() {
        return init.startTimeTicks();
    }

    @Override
    public LaunchEvent next() {
        client.called("next");
        return events.removeFirst();
    }

    @Override
    public void proceed(byte[] state) {
        client.called("proceed");
        client.proceedStates.add(new String(state, StandardCharsets.UTF_8));
    }

    @Override
    public int kill() {
        client.called("kill");
        process.destroyForcibly().onExit().join();
        return 9;
    }
}
