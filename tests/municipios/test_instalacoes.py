"""As instalações do SEI: o que o banco recusa, o atalho de conferência e a numeração."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from seicidades.comum.mascaras import ESTADO_DE_SAO_PAULO, NUP_FEDERAL, compilar
from seicidades.municipios.demonstracao import SEI_DO_ESTADO, preencher_instalacoes
from seicidades.municipios.instalacoes import (
    PODE_SEGUIR,
    NumeroConferido,
    conferir_numero_do_processo,
    endereco_de_conferencia,
    instalacao_do_estado,
)
from seicidades.municipios.models import InstalacaoSEI
from tests.factories import OrgaoFactory

pytestmark = pytest.mark.django_db
BASE = "https://sei.exemplo.invalid/sei"


def instalacao(**campos):
    return InstalacaoSEI(**{"nome": "SEI de Vila Fictícia", "sigla": "SEI/VF", **campos})


def do_orgao(**campos):
    return instalacao(orgao=OrgaoFactory(), **campos)


# --- O que nasce com o banco


def test_o_sei_do_estado_nasce_sem_endereco_e_so_avisa():
    estado = instalacao_do_estado()

    assert (estado.sigla, estado.url_base, estado.digitos) == ("SEI/SP", "", "avisar")
    assert estado.mascara == ESTADO_DE_SAO_PAULO


def test_a_semente_nao_refaz_o_que_a_administracao_mudou_nem_apaga():
    semente = import_module("seicidades.municipios.migrations.0003_sei_do_estado")
    InstalacaoSEI.objects.filter(orgao=None).update(url_base=BASE)

    semente.criar(apps, connection.schema_editor())
    semente.apagar(apps, connection.schema_editor())

    assert instalacao_do_estado().url_base == BASE
    InstalacaoSEI.objects.filter(orgao=None).update(url_base="")
    semente.apagar(apps, connection.schema_editor())
    assert instalacao_do_estado() is None


# --- O que o banco recusa


def recusada(objeto, frase):
    with pytest.raises(ValidationError) as recusa:
        objeto.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        objeto.save()
    return frase in " ".join(recusa.value.messages)


def test_so_ha_um_sei_do_estado():
    assert recusada(instalacao(), "já está registrado")

    do_orgao().full_clean()
    do_orgao().save()


def test_cada_orgao_tem_um_sei():
    orgao = OrgaoFactory()
    instalacao(orgao=orgao).save()

    assert recusada(instalacao(orgao=orgao), "já existe")
    assert InstalacaoSEI.objects.filter(orgao=orgao).count() == 1


def test_recusar_pede_mascara():
    assert recusada(do_orgao(digitos="recusar"), "informe o formato")

    do_orgao(digitos="recusar", mascara=NUP_FEDERAL).full_clean()


def test_digitos_e_recusar_ou_avisar():
    assert recusada(do_orgao(digitos="talvez"), "talvez")


@pytest.mark.parametrize(
    "endereco",
    [
        "http://sei.exemplo.invalid/sei",
        "javascript:alert(1)",
        "https:///sei",
        "https://fulana:senha@exemplo.invalid/sei",
        "https://sei.exemplo.invalid/sei?acao=x",
        "https://sei.exemplo.invalid/sei#x",
    ],
)
def test_endereco_que_nao_e_seguro_e_recusado(endereco):
    assert recusada(do_orgao(url_base=endereco), "endereço")
    do_orgao(url_base=BASE).full_clean()


@pytest.mark.parametrize(
    "endereco",
    [
        "https://sei.exemplo.invalid/sei/controlador_externo.php",
        "https://sei.exemplo.invalid/sei/<script>",
        "https://sei.exemplo.invalid\\@outro.invalid/sei",
        "https://sei.exemplo.invalid/séi",
    ],
)
def test_endereco_com_sobra_e_recusado_no_campo(endereco):
    with pytest.raises(ValidationError) as recusa:
        do_orgao(url_base=endereco).full_clean()

    assert "url_base" in recusa.value.error_dict


def test_mascara_errada_diz_a_variavel_e_a_posicao_no_campo():
    with pytest.raises(ValidationError) as recusa:
        do_orgao(mascara="015.@seq_mensal_05d@").full_clean()

    assert "@seq_mensal_05d@, na posição 5" in recusa.value.message_dict["mascara"][0]


# --- O atalho


def test_o_atalho_leva_os_codigos_escapados():
    sei = instalacao(url_base=f"{BASE}/", id_orgao=3)

    assert endereco_de_conferencia(sei, "0470089", "64ADCB9D") == (
        f"{BASE}/controlador_externo.php?acao=documento_conferir&id_orgao_acesso_externo=3"
        "&codigo_verificador=0470089&codigo_crc=64ADCB9D"
    )
    assert endereco_de_conferencia(sei, "1&acao=x", "é #").endswith(
        "&codigo_verificador=1%26acao%3Dx&codigo_crc=%C3%A9+%23"
    )


def test_sem_codigos_o_atalho_abre_a_pagina_vazia():
    assert endereco_de_conferencia(instalacao(url_base=BASE)) == (
        f"{BASE}/controlador_externo.php?acao=documento_conferir&id_orgao_acesso_externo=0"
    )


@pytest.mark.parametrize("endereco", ["", "http://sei.exemplo.invalid/sei", "javascript:alert(1)"])
def test_sem_endereco_seguro_nao_ha_atalho(endereco):
    assert endereco_de_conferencia(instalacao(url_base=endereco), "0470089", "64ADCB9D") == ""
    assert endereco_de_conferencia(None) == ""


# --- A numeração


def test_numero_certo_do_estado_passa_calado():
    assert conferir_numero_do_processo("01500050511202307", instalacao_do_estado()) == (
        NumeroConferido("015.00050511/2023-07")
    )


def test_o_estado_so_avisa_e_diz_o_numero_certo():
    conferido = conferir_numero_do_processo("018.00012345/2024-11", instalacao_do_estado())

    assert conferido.erros == ()
    assert "seriam 39, isto é, 018.00012345/2024-39" in conferido.avisos[0]
    assert conferido.avisos[0].endswith(PODE_SEGUIR)


def test_fora_do_formato_o_estado_tambem_so_avisa():
    conferido = conferir_numero_do_processo("01400.000953/2024-11", instalacao_do_estado())

    assert conferido.erros == ()
    assert "não tem o formato do SEI/SP" in conferido.avisos[0]


def test_quem_recusa_diz_os_digitos_certos_e_nao_manda_seguir():
    sei = instalacao(mascara=NUP_FEDERAL, digitos="recusar")

    errado = conferir_numero_do_processo("01400.000953/2024-12", sei)
    fora = conferir_numero_do_processo("6074.2022/0000902-7", sei)

    assert errado.avisos == fora.avisos == ()
    assert "01400.000953/2024-11" in errado.erros[0]
    assert compilar(NUP_FEDERAL).exemplo() in fora.erros[0]
    assert PODE_SEGUIR not in errado.erros[0]


def test_o_que_nao_e_numero_de_processo_e_sempre_erro():
    for sei in (None, instalacao_do_estado()):
        assert conferir_numero_do_processo("a definir", sei).erros


def test_sem_instalacao_os_formatos_conhecidos_ainda_avisam():
    assert conferir_numero_do_processo("01400.000953/2024-11") == (
        NumeroConferido("01400.000953/2024-11")
    )
    assert conferir_numero_do_processo("01400.000953/2024-12").avisos
    assert conferir_numero_do_processo("0008171-68.2019.4.04.8000").avisos
    assert conferir_numero_do_processo("6074.2022/0000902-7").avisos == ()


# --- A demonstração


def test_a_demonstracao_da_endereco_ao_estado_e_tem_instalacoes_que_valem():
    OrgaoFactory(municipio__codigo_ibge="3509502")
    preencher_instalacoes()
    preencher_instalacoes()

    assert instalacao_do_estado().url_base == SEI_DO_ESTADO
    (propria,) = InstalacaoSEI.objects.exclude(orgao=None)
    propria.full_clean()
    assert propria.recusa
