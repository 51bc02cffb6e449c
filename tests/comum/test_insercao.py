"""Muitas linhas num COPY só."""

import gc
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from seicidades.comum import insercao
from seicidades.correio.models import Mensagem
from seicidades.lembretes.models import Envio
from tests.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


def test_o_que_falta_leva_o_padrao_do_modelo(django_assert_num_queries):
    linhas = [
        {"para": "a@exemplo.invalid", "assunto": "100% 'certo'", "chave": f"lote:{n}"}
        for n in range(3)
    ]
    with django_assert_num_queries(3):  # o COPY e o ponto de retorno, para o caso de conflito
        insercao.inserir(Mensagem, linhas)

    padrao, gravadas = Mensagem(), Mensagem.objects.all()
    assert len(gravadas) == 3
    for mensagem in gravadas:
        assert mensagem.assunto == "100% 'certo'"
        assert mensagem.criado_em
        for campo in ("situacao", "contexto", "tentativas", "reserva", "transacional", "texto"):
            assert getattr(mensagem, campo) == getattr(padrao, campo)


def test_a_que_conflita_fica_de_fora_e_as_outras_entram():
    uma, outra = UsuarioFactory(), UsuarioFactory()
    dia = date(2026, 3, 9)
    Envio.objects.create(usuario=uma, dia=dia, chave="a", pendencias=1)

    insercao.inserir(
        Envio,
        [
            {"usuario_id": p.pk, "dia": dia, "chave": f"{p.pk}", "pendencias": 2}
            for p in (uma, outra)
        ],
    )

    gravados = dict(Envio.objects.values_list("usuario", "pendencias"))
    assert gravados == {uma.pk: 1, outra.pk: 2}


def test_sem_linhas_nao_toca_no_banco(django_assert_num_queries):
    with django_assert_num_queries(0):
        insercao.inserir(Envio, [])


def falhar_sem_coleta():
    with insercao.sem_coleta():
        assert not gc.isenabled()
        raise ValueError("x")


@pytest.mark.parametrize("ligada", [True, False])
def test_a_coleta_volta_a_ser_o_que_era_mesmo_com_erro(ligada):
    antes = gc.isenabled()
    (gc.enable if ligada else gc.disable)()
    try:
        with pytest.raises(ValueError, match="x"):
            falhar_sem_coleta()
        assert gc.isenabled() is ligada
    finally:
        (gc.enable if antes else gc.disable)()


HOSTIS = ["a\tb", "a\nb", "a\rb", "\\N", "\\.", "\\", 'aspas " e \\"', "ação – “©” 𝄞", ""]


def test_texto_hostil_chega_como_saiu():
    insercao.inserir(
        Mensagem,
        [
            {"para": "a@exemplo.invalid", "assunto": "x", "chave": f"{n}", "contexto": {"t": texto}}
            | {"modelo": texto}
            for n, texto in enumerate(HOSTIS)
        ],
    )

    gravadas = Mensagem.objects.order_by("chave")
    assert [(m.modelo, m.contexto) for m in gravadas] == [(t, {"t": t}) for t in HOSTIS]


def test_o_que_nao_e_conflito_continua_a_ser_recusado():
    with pytest.raises(IntegrityError), transaction.atomic():
        insercao.inserir(Mensagem, [{"para": None, "assunto": "x", "chave": "a"}])

    assert Mensagem.objects.count() == 0


def test_grava_com_o_papel_da_aplicacao_que_nao_faz_tabelas():
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {nome_do_banco()} FROM PUBLIC")
        cursor.execute("SET ROLE seicidades_app")
    insercao.inserir(Mensagem, [{"para": "a@exemplo.invalid", "assunto": "x", "chave": "a"}])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert Mensagem.objects.get().assunto == "x"


def nome_do_banco() -> str:
    return connection.ops.quote_name(connection.settings_dict["NAME"])
