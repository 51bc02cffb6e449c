"""Confere, sem rede, que os arquivos de terceiros são os que o manifesto diz."""

import json
from pathlib import Path

from seicidades.chao.locais import RAIZ, resumo_do_arquivo

PASTA = RAIZ / "static" / "vendor"
MANIFESTO = "MANIFESTO.json"


def defeitos_dos_arquivos_de_terceiros(pasta: Path = PASTA) -> list[str]:
    """O que falta, o que sobra e o que mudou, um por linha."""
    listados = json.loads((pasta / MANIFESTO).read_text())
    presentes = {
        arquivo.relative_to(pasta).as_posix() for arquivo in pasta.rglob("*") if arquivo.is_file()
    } - {MANIFESTO}
    defeitos = [f"{nome}: está no manifesto e não na pasta" for nome in listados.keys() - presentes]
    defeitos += [f"{nome}: não está no manifesto" for nome in presentes - listados.keys()]
    for nome in presentes & listados.keys():
        if resumo_do_arquivo(pasta / nome, "sha512") != listados[nome]:
            defeitos.append(f"{nome}: o conteúdo não é o do manifesto")
    return sorted(defeitos)
