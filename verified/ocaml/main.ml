(* certsim-verified: checks certificates with the checker that is extracted from Coq. *)

let version = "certsim-verified 1"

let usage =
  "usage: certsim-verified [--claim] [--timeout SECONDS] [--memory MEGABYTES] CERT...\n\
  \       certsim-verified --coq [--timeout SECONDS] [--memory MEGABYTES] CERT\n"

let help =
  usage
  ^ "\n\
     Checks certificates of certsim by a program that is extracted from a proof in Coq. For each it prints whether the\n\
     certificate is valid, valid under an assumption, invalid, malformed, or not covered by the proof.\n\n\
     \  --claim              print what each certificate claims, and the SHA-256 of the claim\n\
     \  --coq                print a file for coqc that states and proves the claim of a valid certificate\n\
     \  --timeout SECONDS    do not check one certificate for longer (default: no limit)\n\
     \  --memory MEGABYTES   do not take more memory for one certificate (default: 8192)\n\
     \  --version, --help\n\n\
     Exit status: 0 if all certificates are valid, perhaps under assumptions; else 2 if one is malformed or cannot be\n\
     read, else 1 if one is invalid, else 3 if one is not covered.\n"

type options = { claim : bool; coq : bool; timeout : float; memory : int; files : string list }

exception Usage of string

let rec parse options = function
  | [] -> { options with files = List.rev options.files }
  | "--claim" :: rest -> parse { options with claim = true } rest
  | "--coq" :: rest -> parse { options with coq = true } rest
  | "--timeout" :: value :: rest -> (
      match float_of_string_opt value with
      | Some seconds when seconds > 0. && seconds < 1e9 -> parse { options with timeout = seconds } rest
      | _ -> raise (Usage "a timeout is a number of seconds"))
  | "--memory" :: value :: rest -> (
      match int_of_string_opt value with
      | Some megabytes when megabytes > 0 && megabytes < 1 lsl 30 -> parse { options with memory = megabytes } rest
      | _ -> raise (Usage "memory is a number of megabytes"))
  | [ ("--timeout" | "--memory") ] -> raise (Usage "a value is missing")
  | "--" :: rest -> { options with files = List.rev_append options.files rest }
  | option :: _ when String.length option > 1 && option.[0] = '-' -> raise (Usage ("unknown option " ^ option))
  | file :: rest -> parse { options with files = file :: options.files } rest

(* ** Files *)

let read path =
  match Unix.stat path with
  | exception Unix.Unix_error (error, _, _) -> Error (Unix.error_message error)
  | { Unix.st_kind; _ } when st_kind <> Unix.S_REG -> Error "not a regular file"
  | { Unix.st_size; _ } when st_size > Answer.most_bytes -> Error Answer.too_many_bytes
  | _ -> (
      try
        let channel = open_in_bin path in
        Fun.protect ~finally:(fun () -> close_in_noerr channel) (fun () ->
            let length = in_channel_length channel in
            if length > Answer.most_bytes then Error Answer.too_many_bytes else Ok (really_input_string channel length))
      with Sys_error why -> Error why | End_of_file -> Error "it changed while it was read")

(* ** Answers *)

(* What a child says by its status; 0 to 2 are left to the system and to errors of OCaml. *)
let status = function
  | Answer.Valid | Answer.Valid_if _ -> 10
  | Answer.Invalid _ -> 11
  | Answer.Malformed _ -> 12
  | Answer.Not_covered _ -> 13

let words = function
  | Answer.Valid -> "valid"
  | Answer.Valid_if assumption -> "valid if " ^ assumption
  | Answer.Invalid why -> "invalid: " ^ why
  | Answer.Malformed why -> "malformed: " ^ why
  | Answer.Not_covered rule -> "not covered: " ^ rule

(* An answer stands on one line, whatever the name of the file is. *)
let on_one_line = String.map (fun c -> if c < ' ' || c = '\127' then '?' else c)
let say channel path answer = Printf.fprintf channel "%s\n%!" (on_one_line (path ^ ": " ^ words answer))

(* Beside a file for coqc there is nothing else on the standard output. *)
let channel options = if options.coq then stderr else stdout

let too_large = Answer.Not_covered "too large"

let answer_of path : Answer.answer * Answer.read option =
  match read path with
  | Error why -> (Answer.Malformed why, None)
  | Ok bytes -> (
      (* Numbers that do not fit in a machine's integer are a Failure. *)
      try Answer.of_bytes bytes with Stack_overflow | Out_of_memory | Failure _ -> (too_large, None))

(* A process that nobody waits for any more ends within a second of its own time. *)
let end_with parent =
  Sys.set_signal Sys.sigvtalrm (Sys.Signal_handle (fun _ -> if Unix.getppid () <> parent then Unix._exit 1));
  ignore (Unix.setitimer Unix.ITIMER_VIRTUAL { Unix.it_interval = 1.; it_value = 1. })

(* Each certificate is checked by a process of its own, which the system ends when it takes too long or too much. *)
let check options path =
  match Unix.fork () with
  | 0 ->
      let said = if options.coq then Unix.out_channel_of_descr (Unix.dup Unix.stderr) else stdout in
      (* What OCaml has to say of too little memory the answer says better. *)
      (try Unix.dup2 (Unix.openfile "/dev/null" [ Unix.O_WRONLY ] 0) Unix.stderr with Unix.Unix_error _ -> ());
      end_with (Unix.getppid ());
      if options.timeout > 0. then
        ignore (Unix.setitimer Unix.ITIMER_REAL { Unix.it_interval = 0.; it_value = options.timeout });
      let answer, read = answer_of path in
      ignore (Unix.setitimer Unix.ITIMER_REAL { Unix.it_interval = 0.; it_value = 0. });
      (match read with
      | Some { Answer.coq = Some file; _ } when options.coq -> print_string (Lazy.force file)
      | _ -> say said path answer);
      (match read with
      | Some { Answer.claimed; _ } when options.claim -> List.iter print_endline claimed
      | _ -> ());
      flush stdout;
      Unix._exit (status answer)
  | child -> (
      let rec wait () = try snd (Unix.waitpid [] child) with Unix.Unix_error (Unix.EINTR, _, _) -> wait () in
      match wait () with
      | Unix.WEXITED code when code >= 10 && code <= 13 -> code
      | ended ->
          let answer = if ended = Unix.WSIGNALED Sys.sigalrm then Answer.Not_covered "time" else too_large in
          say (channel options) path answer;
          status answer)

(* ** Limits *)

(* Functions on lists that come from Coq are not tail recursive, and the standard library of OCaml cannot change the
   limits of a process; the shell can. So the program starts itself again by it, with all the stack that it may have and
   with a limit for memory, which stands in for one of the stack. *)
let marker = "CERTSIM_VERIFIED_LIMITS"

let with_limits options =
  if Sys.getenv_opt marker = None then begin
    let script =
      Printf.sprintf
        "ulimit -s unlimited 2>/dev/null || ulimit -s \"$(ulimit -H -s)\" 2>/dev/null; ulimit -v %d 2>/dev/null; exec \"$0\" \"$@\""
        (1024 * options.memory)
    in
    Unix.putenv marker "1";
    let arguments = Array.append [| "/bin/sh"; "-c"; script; Sys.executable_name |] (Array.sub Sys.argv 1 (Array.length Sys.argv - 1)) in
    try Unix.execv "/bin/sh" arguments with Unix.Unix_error _ -> ()
  end

let () =
  let arguments = List.tl (Array.to_list Sys.argv) in
  if List.mem "--help" arguments then print_string help
  else if List.mem "--version" arguments then print_endline version
  else
    match parse { claim = false; coq = false; timeout = 0.; memory = 8192; files = [] } arguments with
    | exception Usage why ->
        prerr_string (usage ^ "certsim-verified: " ^ why ^ "\n");
        exit 2
    | { files = []; _ } ->
        prerr_string (usage ^ "certsim-verified: no certificate is given\n");
        exit 2
    | { coq = true; claim; files; _ } when claim || List.length files > 1 ->
        prerr_string (usage ^ "certsim-verified: --coq takes one certificate, and nothing else beside it\n");
        exit 2
    | options ->
        with_limits options;
        (* Most of what is computed is soon forgotten. *)
        Gc.set { (Gc.get ()) with Gc.minor_heap_size = 1 lsl 23; space_overhead = 400 };
        let found = List.map (check options) options.files in
        exit (if List.mem 12 found then 2 else if List.mem 11 found then 1 else if List.mem 13 found then 3 else 0)
