#!/bin/sh
# Writes the metadata records of what the zone serves into a folder, for nginx and for the catalogue:
#
#   zone-records.sh /srv/kmzb/publication/metadata
#
# Run by the server's account after a push, or every few minutes: a file changes only where the record did.
set -eu
folder=${1:?"usage: zone-records.sh FOLDER"}
[ -d "$folder" ] || { echo "zone-records: $folder is no folder" >&2; exit 2; }
umask 022
for name in kmzb-zbior.xml kmzb-przegladanie.xml kmzb-pobieranie.xml; do
  part="$folder/.$name.part"
  psql -X -q -A -t -d "service=kmzb_public" -v ON_ERROR_STOP=1 -o "$part" \
    -c "SELECT content FROM kmzb_public.metadane WHERE name = '$name'"
  if [ ! -s "$part" ]; then
    rm -f "$part" "$folder/$name"
  elif cmp -s "$part" "$folder/$name"; then
    rm -f "$part"
  else
    mv "$part" "$folder/$name"
  fi
done
