"""A prova por mutação provada: acha o sobrevivente plantado, mata o plantado, cobre as guardas."""

import os
import subprocess
import sys
from pathlib import Path

from seicidades.fluxo.nucleo.regras import DADOS_GERAIS, GERAIS, REGRAS
from tests.mutacao.__main__ import RAIZ, do_nucleo, so_de_guarda
from tests.mutacao.equivalentes import EQUIVALENTES
from tests.mutacao.mutantes import mutantes

PEQUENO = '''"""Uma guarda que se prova e uma que não."""

from collections.abc import Iterator


class Recusa(str):
    pass


def provada(numero) -> Iterator[Recusa]:
    if numero > 3:
        yield Recusa("grande")


def esquecida(numero) -> Iterator[Recusa]:
    if numero < 0:
        yield Recusa("negativo")


GUARDAS = (provada, esquecida)


def recusas(numero):
    return [str(recusa) for guarda in GUARDAS for recusa in guarda(numero)]
'''
PROVA = """from pacote.regra import recusas


def test_so_a_provada():
    assert recusas(3) == []
    assert recusas(4) == ["grande"]
"""
RODAR = """import sys
from pathlib import Path
from tests.mutacao.execucao import rodar
from tests.mutacao.mutantes import mutantes

pasta = Path(sys.argv[1])
todos = list(mutantes((pasta / "pacote" / "regra.py").read_text(), "regra"))
feita = rodar(todos, [str(pasta / "test_regra.py")], "pacote", 2, str(pasta))
assert not feita.falhas, feita.falhas
for veredito in feita.vereditos:
    print(veredito.mutante.nome, "|", veredito.por)
"""


def _rodar(*argumentos: str, pasta: Path = RAIZ) -> subprocess.CompletedProcess:
    caminho = os.pathsep.join([str(pasta), str(RAIZ)])
    return subprocess.run(  # noqa: S603 - o Python dos testes, com o nosso próprio script
        [sys.executable, *argumentos],
        cwd=RAIZ,
        env=os.environ | {"PYTHONPATH": caminho, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_o_mutante_provado_morre_e_o_esquecido_sobrevive(tmp_path):
    (tmp_path / "pacote").mkdir()
    (tmp_path / "pacote" / "__init__.py").touch()
    (tmp_path / "pacote" / "regra.py").write_text(PEQUENO)
    (tmp_path / "test_regra.py").write_text(PROVA)

    feito = _rodar("-c", RODAR, str(tmp_path), pasta=tmp_path)

    assert feito.returncode == 0, feito.stderr
    vereditos = dict(linha.split(" | ") for linha in feito.stdout.splitlines())
    mortos = {nome for nome, por in vereditos.items() if por.endswith("test_so_a_provada")}
    vivos = {nome for nome, por in vereditos.items() if not por}
    assert mortos == {
        "regra:10 cala",
        "regra:11 inverte",
        "regra:11 desloca",
        "regra:16 inverte",
        "regra:20 tira a 1ª",
    }
    assert vivos == {"regra:15 cala", "regra:16 desloca", "regra:20 tira a 2ª"}


def test_cada_guarda_de_cada_comando_tem_o_seu_mutante():
    """O que se tira da tabela e o que se cala nos arquivos são todas as guardas que há."""
    tiradas = [m for m in do_nucleo() if m.modulo == "regras" and m.operador.startswith("tira")]
    da_tabela = sum(len((*r.quem, *r.precisa, *r.dados)) for r in REGRAS.values())
    assert len(tiradas) == da_tabela + len(GERAIS) + len(DADOS_GERAIS)

    caladas = {m.funcao for m in do_nucleo() if m.operador == "cala"}
    usadas = {g for r in REGRAS.values() for g in (*r.quem, *r.precisa, *r.dados)}
    for guarda in usadas | set(GERAIS) | set(DADOS_GERAIS):
        assert guarda.__qualname__.replace(".<locals>", "") in caladas, guarda


def test_cada_efeito_tem_o_mutante_que_o_anula():
    anulados = {m.funcao for m in do_nucleo() if m.operador == "anula"}

    assert anulados == {tipo.value for tipo in REGRAS} - {"reavaliar"}


def test_os_equivalentes_ainda_existem_e_dizem_por_que():
    chaves = {m.chave for m in do_nucleo()}

    assert set(EQUIVALENTES) <= chaves
    assert all(len(razao) > 20 for razao in EQUIVALENTES.values())


def test_nenhum_mutante_e_igual_ao_original():
    fonte = "def f(x) -> Iterator[Recusa]:\n    if x and not x > 1:\n        yield {'a': x}\n"

    assert all(m.antes != m.depois for m in mutantes(fonte, "m"))


def test_calada_ou_tirada_uma_guarda_algum_teste_nota():
    """Só as guardas; tudo o mais se roda à mão (`python -m tests.mutacao`)."""
    feito = _rodar("-m", "tests.mutacao", "--guardas")

    assert any(so_de_guarda(m) for m in do_nucleo())
    assert feito.returncode == 0, feito.stdout + feito.stderr
