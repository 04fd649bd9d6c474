/* `carafe engine start|serve|stop|status`, as far as they are the client's own work. */
#ifndef CARAFE_ENGINE_COMMAND_H
#define CARAFE_ENGINE_COMMAND_H

#include "client.h"

/* `engine start`: prints and returns the exit code. */
int engine_command_start(struct client *client);

/*
 * `engine serve`: this process becomes the engine, on the socket that a service manager listens on
 * and passes as standard input. Returns, with the exit code, only when it cannot.
 */
int engine_command_serve(struct client *client);

/* `engine stop` and `engine status`: a session with a running engine. The exit code. */
int engine_command_ask(struct client *client, bool stop);

#endif
