from datetime import date, timedelta

import pytest
from django.utils import timezone

from adesao import assinaturas, externos, servicos
from adesao.apuracao import apurar
from adesao.estados import EstadoDaAssinatura, Passo
from adesao.models import Instrumento, Signatario
from seicidades.comum.papeis import Lado
from tests.adesao.apoio import amanha, recusa
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.adesao.test_servicos import PREFEITA
from tests.factories import UsuarioFactory

LIBERADA_EM = date(2026, 3, 9)
ASSINOU_EM = date(2026, 3, 11)


@pytest.fixture
def ana(implantacao):
    """Assina o termo pelo município, com o cadastro liberado."""
    prefeita = RepresentanteFactory(implantacao=implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=prefeita, liberado=True)
    termo = InstrumentoFactory(implantacao=implantacao)
    return SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=prefeita)


def passo(signatario, qual, dia=LIBERADA_EM, **dados):
    return assinaturas.registrar_passo(signatario, qual, ocorreu_em=dia, **dados)


def estado(signatario):
    return assinaturas.situacao_de(Signatario.objects.get(pk=signatario.pk)).estado


def fato(implantacao, chave="termo_disponibilizado"):
    return apurar([implantacao.pk])[implantacao.pk][chave]


# --- Passo a passo


def test_da_liberacao_a_assinatura_cada_passo_fica_na_historia(ana):
    gerente = UsuarioFactory(gerente=True)
    passo(ana, Passo.LIBERADA, validade_dias_uteis=5, por=gerente)
    passo(ana, Passo.VISUALIZADA, date(2026, 3, 10))
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    linhas = [(m.tipo, m.ocorreu_em, m.vale_ate) for m in ana.movimentos.all()]
    assert linhas == [
        ("liberada", LIBERADA_EM, date(2026, 3, 16)),
        ("visualizada", date(2026, 3, 10), None),
        ("assinada", ASSINOU_EM, None),
    ]
    assert ana.movimentos.first().registrado_por == gerente
    assert Signatario.objects.get().assinado_em == ASSINOU_EM


def test_liberacao_que_expirou_passa_a_vez_a_prodesp_e_o_item_dela_reabre(ana, implantacao):
    assert fato(implantacao).satisfeito
    passo(ana, Passo.LIBERADA, vale_ate=date(2026, 3, 16))
    assert estado(ana) == EstadoDaAssinatura.EXPIRADA
    assert assinaturas.vez_de(ana, assinaturas.situacao_de(ana)) == Lado.PRODESP
    assert "expirou em 16/03/2026" in fato(implantacao).resumo
    passo(ana, Passo.LIBERADA, timezone.localdate(), validade_dias_uteis=5)
    assert fato(implantacao).satisfeito
    assert estado(ana) == EstadoDaAssinatura.LIBERADA


def test_liberacao_cancelada_espera_outra(ana, implantacao):
    passo(ana, Passo.LIBERADA)
    passo(ana, Passo.CANCELADA, date(2026, 3, 10))
    assert estado(ana) == EstadoDaAssinatura.CANCELADA
    assert not fato(implantacao).satisfeito


def test_desfazer_a_assinatura_apaga_o_dia_e_os_codigos_e_guarda_as_linhas(ana):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    conferir(ana, conferido_em=date(2026, 3, 12))
    passo(ana, Passo.DESFEITO, date(2026, 3, 13))
    lida = Signatario.objects.get()
    assert (lida.assinado_em, lida.crc, lida.conferido_por) == (None, "", None)
    assert [m.tipo for m in ana.movimentos.all()] == ["assinada", "desfeito"]


@pytest.mark.parametrize(
    ("qual", "dados", "campo", "frase"),
    [
        (Passo.LIBERADA, {"ocorreu_em": date(2026, 3, 8)}, "ocorreu_em", "disponível"),
        (Passo.LIBERADA, {"vale_ate": date(2026, 3, 8)}, "vale_ate", "antes da liberação"),
        (
            Passo.LIBERADA,
            {"vale_ate": ASSINOU_EM, "validade_dias_uteis": 5},
            "vale_ate",
            "não os dois",
        ),
        (Passo.LIBERADA, {"validade_dias_uteis": 999}, "validade_dias_uteis", "1 a 250"),
        (Passo.ASSINADA, {"ocorreu_em": date(2026, 3, 8)}, "ocorreu_em", "disponível"),
        (Passo.ASSINADA, {"ocorreu_em": None}, "__all__", ""),
    ],
)
def test_passo_com_dado_impossivel_diz_o_campo(ana, qual, dados, campo, frase):
    dados = {"ocorreu_em": LIBERADA_EM} | dados
    if dados["ocorreu_em"] is None:
        assert assinaturas.conferir_passo(ana, qual, dados) is None
        return
    assert frase in recusa(lambda: assinaturas.conferir_passo(ana, qual, dados), campo)


def test_passo_futuro_ou_antes_do_anterior_e_recusado(ana):
    assert "ainda não chegou" in recusa(lambda: passo(ana, Passo.LIBERADA, amanha()), "ocorreu_em")
    passo(ana, Passo.LIBERADA, date(2026, 3, 10))
    antes = recusa(lambda: passo(ana, Passo.VISUALIZADA, LIBERADA_EM), "ocorreu_em")
    assert "antes do passo anterior" in antes


def test_assinar_fora_da_validade_pede_nova_liberacao(ana):
    passo(ana, Passo.LIBERADA, vale_ate=date(2026, 3, 10))
    frase = recusa(lambda: passo(ana, Passo.ASSINADA, ASSINOU_EM), "ocorreu_em")
    assert "nenhuma liberação valia" in frase
    assert passo(ana, Passo.ASSINADA, date(2026, 3, 10))


def test_depois_de_cancelada_so_se_assina_com_outra_liberacao(ana):
    passo(ana, Passo.LIBERADA)
    passo(ana, Passo.CANCELADA, date(2026, 3, 10))
    frase = recusa(lambda: passo(ana, Passo.ASSINADA, ASSINOU_EM), "ocorreu_em")
    assert "foi cancelada" in frase
    passo(ana, Passo.LIBERADA, ASSINOU_EM)
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    assert estado(ana) == EstadoDaAssinatura.ASSINADA


def test_no_dia_do_cancelamento_ainda_se_pode_ter_assinado(ana):
    passo(ana, Passo.LIBERADA)
    passo(ana, Passo.CANCELADA, ASSINOU_EM)
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    assert estado(ana) == EstadoDaAssinatura.ASSINADA


def test_a_validade_dita_nao_passa_de_cinco_anos_da_assinatura(ana):
    Instrumento.objects.update(disponibilizado_em=date(2020, 1, 2), vigente_ate=date(2025, 1, 11))
    ana = Signatario.objects.get(pk=ana.pk)
    frase = recusa(lambda: passo(ana, Passo.ASSINADA, date(2020, 1, 10)), "ocorreu_em")
    assert "acabam em 10/01/2025" in frase


def test_a_validade_dita_pode_chegar_a_cinco_anos(ana):
    Instrumento.objects.update(disponibilizado_em=date(2020, 1, 2), vigente_ate=date(2025, 1, 10))
    ana = Signatario.objects.get(pk=ana.pk)
    passo(ana, Passo.ASSINADA, date(2020, 1, 10))
    assert Signatario.objects.get().assinado_em == date(2020, 1, 10)


def test_quem_ja_assinou_nao_tem_outro_passo(ana):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    assert "já assinou" in recusa(lambda: passo(ana, Passo.LIBERADA, ASSINOU_EM))
    assert passo(ana, Passo.DESFEITO, ASSINOU_EM)
    assert "Não há passo" in recusa(lambda: passo(ana, Passo.DESFEITO, ASSINOU_EM))


def test_visualizar_pede_liberacao_que_valha(ana):
    passo(ana, Passo.LIBERADA, vale_ate=LIBERADA_EM)
    frase = recusa(lambda: passo(ana, Passo.VISUALIZADA, date(2026, 3, 10)))
    assert "liberação expirada" in frase


def test_so_se_libera_a_quem_tem_cadastro_liberado(ana):
    ana.representante.cadastro_externo.liberado_em = None
    ana.representante.cadastro_externo.save()
    assert "como “pendente”" in recusa(lambda: passo(ana, Passo.LIBERADA))


def test_minuta_e_instrumento_encerrado_nao_tem_passos(ana):
    termo = ana.instrumento
    termo.disponibilizado_em = None
    assert "não está disponível" in recusa(lambda: passo(ana, Passo.LIBERADA))
    termo.disponibilizado_em, termo.rescindido_em = LIBERADA_EM, LIBERADA_EM
    assert "já se encerrou" in recusa(lambda: passo(ana, Passo.LIBERADA))


# --- Códigos e conferência


def conferir(signatario, **dados):
    padrao = {"nivel": "avancada", "codigo_verificador": "0470089", "crc": "64adcb9d"}
    por = dados.pop("por", None) or UsuarioFactory(gerente=True)
    return assinaturas.registrar_conferencia(signatario, por=por, **padrao | dados)


def test_conferencia_guarda_codigos_quem_conferiu_e_quando(ana):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    gerente = UsuarioFactory(gerente=True)
    conferir(ana, conferido_em=date(2026, 3, 12), por=gerente)
    conferir(ana, conferido_em=date(2026, 3, 12))
    lida = Signatario.objects.get()
    assert (lida.crc, lida.codigo_verificador, lida.nivel) == ("64ADCB9D", "0470089", "avancada")
    assert lida.conferido_por == gerente


@pytest.mark.parametrize(
    ("dados", "campo", "frase"),
    [
        ({"crc": "64ADCB9G"}, "crc", "A a F"),
        ({"crc": "64ADC"}, "crc", "oito"),
        ({"codigo_verificador": "047-089"}, "codigo_verificador", "algarismos"),
        ({"crc": "", "conferido_em": ASSINOU_EM}, "crc", "dois códigos"),
        (
            {"codigo_verificador": "", "conferido_em": ASSINOU_EM},
            "codigo_verificador",
            "dois códigos",
        ),
        ({"conferido_em": date(2026, 3, 10)}, "conferido_em", "antes da assinatura"),
    ],
)
def test_codigo_ou_conferencia_impossivel_diz_o_campo(ana, dados, campo, frase):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    assert frase in recusa(lambda: conferir(ana, **dados), campo)


def test_codigo_trocado_no_mesmo_dia_e_conferido_por_quem_o_trocou(ana):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    primeira, segunda = UsuarioFactory(), UsuarioFactory()
    codigos = {"codigo_verificador": "6001234", "crc": "64ADCB9D", "conferido_em": ASSINOU_EM}

    def conferida_por(por, **mudanca):
        assinaturas.registrar_conferencia(ana, por=por, **codigos | mudanca)
        return ana.conferido_por

    assert conferida_por(primeira) == primeira
    assert conferida_por(segunda, crc="64adcb9d", nivel="avancada") == primeira
    assert conferida_por(segunda, crc="00ADCB9D") == segunda


def test_a_assinatura_nao_passa_do_dia_em_que_se_conferiu(ana):
    assinaturas.datar(ana, ASSINOU_EM)
    codigos = {"codigo_verificador": "6001234", "crc": "64ADCB9D", "conferido_em": ASSINOU_EM}
    assinaturas.registrar_conferencia(ana, por=UsuarioFactory(), **codigos)
    seguinte = ASSINOU_EM + timedelta(days=1)
    assert "conferência" in recusa(lambda: assinaturas.datar(ana, seguinte), "ocorreu_em")
    assinaturas.datar(ana, ASSINOU_EM - timedelta(days=1))
    assert Signatario.objects.get().conferido_em == ASSINOU_EM


def test_nao_ha_conferencia_antes_da_assinatura(ana):
    assert "ainda não assinou" in recusa(lambda: conferir(ana))


# --- Outra pessoa assume


def trocar(implantacao, dia=date(2026, 6, 1)):
    dados = PREFEITA | {"nome": "Bia Reis", "email": "bia@exemplo.invalid", "mandato_inicio": dia}
    return servicos.trocar_representante(implantacao, **dados)


def test_quem_assume_recebe_o_que_falta_e_a_liberacao_antiga_se_cancela(ana, implantacao):
    passo(ana, Passo.LIBERADA)
    nova = trocar(implantacao)
    antiga, da_nova = Signatario.objects.order_by("-ordem")
    assert (antiga.nome, antiga.substituido_em) == ("Ana Prado", date(2026, 6, 1))
    assert [m.tipo for m in antiga.movimentos.all()] == ["liberada", "cancelada"]
    assert (da_nova.representante, da_nova.ordem) == (nova, ana.ordem)
    assert estado(da_nova) == EstadoDaAssinatura.AGUARDANDO
    assert assinaturas.vez_de(da_nova, assinaturas.situacao_de(da_nova)) == Lado.MUNICIPIO
    assert not fato(implantacao).satisfeito


def test_quem_assume_so_assina_depois_de_liberado(ana, implantacao):
    passo(ana, Passo.LIBERADA)
    trocar(implantacao)
    nova = Signatario.objects.ativos().get()
    frase = recusa(lambda: passo(nova, Passo.ASSINADA, date(2026, 6, 12)), "ocorreu_em")
    assert "ainda não foi registrada" in frase


def test_o_que_foi_assinado_continua_de_quem_assinou(ana, implantacao):
    passo(ana, Passo.ASSINADA, ASSINOU_EM)
    trocar(implantacao)
    assert [(s.nome, s.assinado_em) for s in Signatario.objects.all()] == [
        ("Ana Prado", ASSINOU_EM)
    ]
    assert fato(implantacao).satisfeito


def test_a_troca_diz_em_frases_o_que_refazer(ana, implantacao):
    passo(ana, Passo.LIBERADA)
    assert externos.a_refazer(implantacao) == []
    nova = trocar(implantacao)
    frases = " ".join(externos.a_refazer(implantacao))
    assert "Bia Reis pede o seu cadastro" in frases
    assert "desativa o usuário externo de Ana Prado" in frases
    assert "libera a assinatura de Bia Reis em Termo de Adesão" in frases
    CadastroExternoFactory(representante=nova, pedido_em=date(2026, 6, 2))
    assert "libera o usuário externo de Bia Reis" in " ".join(externos.a_refazer(implantacao))


def test_linha_antiga_sem_representante_vale_pelo_nome(ana, implantacao):
    Signatario.objects.update(representante=None, nome="ANA PRADO")
    procuradora = SignatarioFactory(instrumento=ana.instrumento, nome="Clara Luz")
    trocar(implantacao)
    ativos = Signatario.objects.ativos().order_by("ordem")
    assert {s.nome for s in ativos} == {"Bia Reis", procuradora.nome}


# --- Usuário externo desativado


def test_cadastro_desativado_e_da_prodesp_enquanto_ha_o_que_assinar(ana, implantacao):
    dados = {"liberado_em": date(2026, 3, 5), "desativado_em": date(2026, 3, 20)}
    externos.liberar_cadastro_externo(implantacao, **dados)
    liberacao = fato(implantacao, "usuario_externo_liberado")
    assert (liberacao.satisfeito, liberacao.resumo) == (False, "Desativado em 20/03/2026.")
    cedo = dados | {"desativado_em": date(2026, 3, 4)}
    frase = recusa(lambda: externos.liberar_cadastro_externo(implantacao, **cedo), "desativado_em")
    assert "antes da liberação" in frase
    externos.liberar_cadastro_externo(implantacao, **dados | {"desativado_em": None})
    cadastro = servicos.representante_atual(implantacao).cadastro_externo
    assert [m.tipo for m in cadastro.movimentos.all()] == ["desativado", "reativado"]


def test_o_ultimo_dia_da_liberacao_ainda_vale(ana):
    hoje = timezone.localdate()
    assinaturas.anotar(ana, Passo.LIBERADA, ocorreu_em=LIBERADA_EM, vale_ate=hoje)
    assert estado(ana) == EstadoDaAssinatura.LIBERADA
    ontem = hoje - timedelta(days=1)
    ana.movimentos.update(vale_ate=ontem)
    assert estado(ana) == EstadoDaAssinatura.EXPIRADA
