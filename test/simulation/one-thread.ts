// What the machine does for a process in the background (keys, hashes, files) is done by one thread from here on, and so
// in the order in which it was asked for. The pool of threads is made when it is first needed: be imported before that.
process.env['UV_THREADPOOL_SIZE'] = '1';
