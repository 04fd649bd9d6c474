package dev.carafe.wire;

import dev.carafe.wire.Message.Adopt;
import dev.carafe.wire.Message.ChannelClosed;
import dev.carafe.wire.Message.ChannelReceived;
import dev.carafe.wire.Message.ChannelSend;
import dev.carafe.wire.Message.Commit;
import dev.carafe.wire.Message.Exit;
import dev.carafe.wire.Message.ExitWhenReady;
import dev.carafe.wire.Message.Failed;
import dev.carafe.wire.Message.Foreground;
import dev.carafe.wire.Message.Forward;
import dev.carafe.wire.Message.GiveTimes;
import dev.carafe.wire.Message.Hello;
import dev.carafe.wire.Message.HookDone;
import dev.carafe.wire.Message.InitExited;
import dev.carafe.wire.Message.Invocation;
import dev.carafe.wire.Message.KillInit;
import dev.carafe.wire.Message.Launch;
import dev.carafe.wire.Message.Launched;
import dev.carafe.wire.Message.Leave;
import dev.carafe.wire.Message.LeaveOnKey;
import dev.carafe.wire.Message.ListenNotify;
import dev.carafe.wire.Message.Log;
import dev.carafe.wire.Message.MakeNetwork;
import dev.carafe.wire.Message.NotifyListening;
import dev.carafe.wire.Message.Output;
import dev.carafe.wire.Message.Print;
import dev.carafe.wire.Message.Proceed;
import dev.carafe.wire.Message.RaiseLoopback;
import dev.carafe.wire.Message.Ready;
import dev.carafe.wire.Message.Recovery;
import dev.carafe.wire.Message.RunHook;
import dev.carafe.wire.Message.RunProgram;
import dev.carafe.wire.Message.SealedCopy;
import dev.carafe.wire.Message.Stage;
import dev.carafe.wire.Message.Times;
import java.nio.ByteBuffer;

/** Messages to frames and back; docs/protocol.md, "Encoding". */
final class MessageCodec {
    /** Length, type, zero. */
    static final int HEADER_BYTES = 8;

    static final int MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

    private MessageCodec() {}

    /** The frame of a message. */
    static ByteBuffer encode(Message message) {
        return write(message).frame();
    }

    private static FieldWriter write(Message message) {
        return switch (message) {
            case Hello m ->
                    frame(MessageType.HELLO)
                            .number(m.version())
                            .string(m.build())
                            .number(m.verdict())
                            .string(m.reason());
            case Invocation m -> encodeInvocation(m);
            case Print m -> frame(MessageType.PRINT).number(m.descriptor()).bytes(m.bytes());
            case Log m -> frame(MessageType.LOG).bytes(m.bytes());
            case Exit m -> frame(MessageType.EXIT).number(m.code());
            case Recovery m -> frame(MessageType.RECOVERY).strings(m.argv());
            case Launch m -> frame(MessageType.LAUNCH).bytes(m.program());
            case Launched m ->
                    frame(MessageType.LAUNCHED).number(m.pid()).longNumber(m.startTimeTicks());
            case Stage m -> frame(MessageType.STAGE).number(m.stage());
            case Proceed m -> frame(MessageType.PROCEED).bytes(m.state());
            case Ready _ -> frame(MessageType.READY);
            case Failed m ->
                    frame(MessageType.FAILED)
                            .number(m.operation())
                            .number(m.kind())
                            .number(m.number())
                            .string(m.detail());
            case InitExited m -> frame(MessageType.INIT_EXITED).number(m.waitStatus());
            case RunHook m ->
                    frame(MessageType.RUN_HOOK)
                            .string(m.path())
                            .strings(m.argv())
                            .strings(m.environment())
                            .number(m.timeoutMillis())
                            .bytes(m.stdin());
            case HookDone m ->
                    frame(MessageType.HOOK_DONE)
                            .number(m.kind())
                            .number(m.number())
                            .bytes(m.output());
            case KillInit _ -> frame(MessageType.KILL_INIT);
            case Foreground m ->
                    frame(MessageType.FOREGROUND)
                            .strings(m.finishArgv())
                            .number(m.lingerMillis())
                            .number(m.flags());
            case Leave _ -> frame(MessageType.LEAVE);
            case RunProgram m -> frame(MessageType.RUN_PROGRAM).strings(m.argv());
            case Output m -> frame(MessageType.OUTPUT).bytes(m.bytes());
            case ListenNotify m ->
                    frame(MessageType.LISTEN_NOTIFY)
                            .string(m.directory())
                            .string(m.address())
                            .number(m.pid());
            case NotifyListening m ->
                    frame(MessageType.NOTIFY_LISTENING).number(m.number()).string(m.detail());
            case ExitWhenReady m -> frame(MessageType.EXIT_WHEN_READY).number(m.code());
            case GiveTimes _ -> frame(MessageType.GIVE_TIMES);
            case Times m -> frame(MessageType.TIMES).bytes(m.times());
            case ChannelSend m -> frame(MessageType.CHANNEL_SEND).bytes(m.datagram());
            case ChannelReceived m ->
                    frame(MessageType.CHANNEL_RECEIVED).bytes(m.datagram()).number(m.descriptors());
            case ChannelClosed m -> frame(MessageType.CHANNEL_CLOSED).number(m.waitStatus());
            case Forward m -> frame(MessageType.FORWARD).string(m.path());
            case Adopt m -> frame(MessageType.ADOPT).number(m.pid());
            case LeaveOnKey m -> frame(MessageType.LEAVE_ON_KEY).string(m.keys());
            case RaiseLoopback m -> frame(MessageType.RAISE_LOOPBACK).number(m.pid());
            case MakeNetwork _ -> frame(MessageType.MAKE_NETWORK);
            case Commit m -> frame(MessageType.COMMIT).strings(m.argv());
            case SealedCopy m ->
                    frame(MessageType.SEALED_COPY).number(m.pid()).number(m.descriptor());
        };
    }

    private static FieldWriter encodeInvocation(Invocation m) {
        return frame(MessageType.INVOCATION)
                .number(m.version())
                .string(m.build())
                .strings(m.argv())
                .strings(m.environment())
                .string(m.cwd())
                .number(m.pid())
                .number(m.terminals())
                .number(m.rows())
                .number(m.columns())
                .number(m.inheritedDescriptors())
                .number(m.umask());
    }

    private static FieldWriter frame(MessageType type) {
        return new FieldWriter(type.number());
    }

    /** The message of a type that has this payload. */
    static Message decode(int type, ByteBuffer payload) throws ProtocolException {
        FieldReader in = new FieldReader(payload);
        MessageType known =
                MessageType.of(type)
                        .orElseThrow(() -> new ProtocolException("no message has type " + type));
        Message message = decode(known, in);
        in.end();
        return message;
    }

    private static Message decode(MessageType type, FieldReader in) throws ProtocolException {
        return switch (type) {
            case HELLO -> new Hello(in.number(), in.string(), in.number(), in.string());
            case INVOCATION -> decodeInvocation(in);
            case PRINT -> new Print(in.number(), in.bytes());
            case LOG -> new Log(in.bytes());
            case EXIT -> new Exit(in.number());
            case RECOVERY -> new Recovery(in.strings());
            case LAUNCH -> new Launch(in.bytes());
            case LAUNCHED -> new Launched(in.number(), in.longNumber());
            case STAGE -> new Stage(in.number());
            case PROCEED -> new Proceed(in.bytes());
            case READY -> new Ready();
            case FAILED -> new Failed(in.number(), in.number(), in.number(), in.string());
            case INIT_EXITED -> new InitExited(in.number());
            case RUN_HOOK ->
                    new RunHook(in.string(), in.strings(), in.strings(), in.number(), in.bytes());
            case HOOK_DONE -> new HookDone(in.number(), in.number(), in.bytes());
            case KILL_INIT -> new KillInit();
            case FOREGROUND -> new Foreground(in.strings(), in.number(), in.number());
            case LEAVE -> new Leave();
            case RUN_PROGRAM -> new RunProgram(in.strings());
            case OUTPUT -> new Output(in.bytes());
            case LISTEN_NOTIFY -> new ListenNotify(in.string(), in.string(), in.number());
            case NOTIFY_LISTENING -> new NotifyListening(in.number(), in.string());
            case EXIT_WHEN_READY -> new ExitWhenReady(in.number());
            case GIVE_TIMES -> new GiveTimes();
            case TIMES -> new Times(in.bytes());
            case CHANNEL_SEND -> new ChannelSend(in.bytes());
            case CHANNEL_RECEIVED -> new ChannelReceived(in.bytes(), in.number());
            case CHANNEL_CLOSED -> new ChannelClosed(in.number());
            case FORWARD -> new Forward(in.string());
            case ADOPT -> new Adopt(in.number());
            case LEAVE_ON_KEY -> new LeaveOnKey(in.string());
            case RAISE_LOOPBACK -> new RaiseLoopback(in.number());
            case MAKE_NETWORK -> new MakeNetwork();
            case COMMIT -> new Commit(in.strings());
            case SEALED_COPY -> new SealedCopy(in.number(), in.number());
        };
    }

    private static Invocation decodeInvocation(FieldReader in) throws ProtocolException {
        return new Invocation(
                in.number(),
                in.string(),
                in.strings(),
                in.strings(),
                in.string(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number());
    }
}
