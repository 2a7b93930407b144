(* Sums, differences and products of integers of a machine, where Native is opened. *)

let or_outside f = match f () with n -> string_of_int n | exception Failure _ -> "outside"

let numbers =
  [ 0; 1; 2; 3; 46340; 46341; 65535; 65536; 1073741823; 1073741824; 2147483646; 2147483647 ]
  |> List.concat_map (fun n -> [ n; -n; -n - 1 ])

let () =
  List.iter (fun a ->
      List.iter (fun b ->
          print_endline
            (String.concat " "
               [ string_of_int a; string_of_int b; or_outside (fun () -> a + b); or_outside (fun () -> a - b);
                 or_outside (fun () -> a * b) ]))
        numbers)
    numbers
