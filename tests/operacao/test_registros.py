"""Nenhum dado pessoal e nenhum segredo chegam aos registros da produção."""

import json
import logging
import sys

import pytest

from seicidades.operacao.registros import EmJson, mascarar, pedido_atual


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("Aviso para maria.d'ávila+sei@vila.sp.gov.br saiu", "Aviso para [e-mail] saiu"),
        ("{'ana@exemplo.invalid': (550, b'não')}", "{'[e-mail]': (550, b'não')}"),
        ("CPF 529.982.247-25", "CPF [CPF]"),
        ("pessoa 52998224725.", "pessoa [CPF]."),
        ("redis://:abc@servidor:6379/0", "redis://[senha]@servidor:6379/0"),
        ("postgresql://quem:s3nha@servidor/nome", "postgresql://[senha]@servidor/nome"),
        ("Not Found: /convites/AbC-123_x/", "Not Found: /convites/[segredo]/"),
        ("/conta/senha/recuperar/3-c1f2-aa11bb/", "/conta/senha/recuperar/[segredo]/"),
        ("Bearer abc.def.ghi", "Bearer [segredo]"),
        ("token=abcdef&pagina=2", "token=[segredo]&pagina=2"),
        ("{'password': 'ipe-amarelo'}", "{'password': '[segredo]'}"),
        ("sessão 7abcdefghijklmnopqrstuvwxyz0123456789", "sessão [segredo]"),
    ],
)
def test_mascara(texto, esperado):
    assert mascarar(texto) == esperado


@pytest.mark.parametrize(
    "texto",
    [
        "Municipio 3550308, processo 12345678901, prazo 2026-11-22",
        "Task seicidades.correio.tasks.varrer[3f2c1c9e-7e0b-4d7c-9d6b-0a1b2c3d4e5f] succeeded",
        "GET implantacoes/<int:implantacao_id>/ 200",
        "/conta/senha/recuperar/enviada/",
        "codigo_ibge=3550308",
    ],
)
def test_o_que_serve_para_achar_defeito_fica(texto):
    assert mascarar(texto) == texto


def registrar(nivel=logging.INFO, mensagem="oi", *args, **campos):
    registro = logging.LogRecord("seicidades.x", nivel, __file__, 1, mensagem, args, None)
    registro.__dict__.update(campos)
    return json.loads(EmJson().format(registro))


def test_linha_tem_o_pedido_e_os_argumentos_mascarados():
    ficha = pedido_atual.set("pedido-1")
    linha = registrar(logging.WARNING, "%s não saiu", "ana@exemplo.invalid", rota="a/", ms=1.5)
    pedido_atual.reset(ficha)

    assert linha.pop("instante").endswith("+00:00")
    assert linha == {
        "nivel": "WARNING",
        "registro": "seicidades.x",
        "mensagem": "[e-mail] não saiu",
        "pedido": "pedido-1",
        "rota": "a/",
        "ms": 1.5,
    }


def test_rastro_da_excecao_tambem_e_mascarado():
    try:
        raise ValueError("Key (email)=(ana@exemplo.invalid) already exists; CPF 529.982.247-25")
    except ValueError:
        linha = registrar(logging.ERROR, "caiu", exc_info=sys.exc_info())

    assert "ValueError" in linha["excecao"]
    assert "ana@" not in linha["excecao"]
    assert "529" not in linha["excecao"]


def test_campos_nao_listados_nao_saem():
    assert "request" not in registrar(request="ana@exemplo.invalid", email="ana@exemplo.invalid")
    assert "email" not in registrar(email="ana@exemplo.invalid")


def test_uma_linha_por_registro_mesmo_com_quebras():
    registro = logging.LogRecord("x", logging.INFO, __file__, 1, 'a\n{"b": 1}', (), None)

    assert "\n" not in EmJson().format(registro)
