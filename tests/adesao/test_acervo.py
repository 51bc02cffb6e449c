from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adesao import acervo
from adesao.acervo import ComoAcaba, DeQuem, MetaInformada
from adesao.assinaturas import conferir_assinatura
from adesao.compromissos import vigencias
from adesao.estados import EstadoDoInstrumento
from adesao.instrumentos import CAMPOS, SignatarioInformado
from adesao.marcas import estado_de, fim_de
from adesao.models import EtapaDoPlano, Instrumento, Parte
from adesao.quadro import fichas_da_cidade
from tests.adesao.apoio import amanha, recusa
from tests.adesao.factories import (
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)

ANA = SignatarioInformado("Ana Prado", "Prefeita", Parte.MUNICIPIO)
RUI = SignatarioInformado("Rui Lemos", "Secretário", Parte.SGGD)
IVO = SignatarioInformado("Ivo Serra", "Diretor", Parte.PRODESP)
TODOS = [ANA, RUI, IVO]
ASSINADO = date(2026, 3, 25)
PARTICIPE = {
    "nome": "Município",
    "cnpj": "",
    "papel": "participe",
    "representante": "Ana Prado",
    "cargo": "Prefeita",
}


@pytest.fixture
def acordo(implantacao):
    """Assinado por todos e publicado, por 24 meses."""
    termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=termo, assinado_em=date(2026, 3, 12))
    acordo = InstrumentoFactory(
        implantacao=implantacao, acordo=True, vigencia_meses=24, pelo_estado=ASSINADO
    )
    SignatarioFactory(instrumento=acordo, assinado=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)
    return acordo


def aditivo(acordo, **dados):
    padrao = {
        "tipo": TipoDeInstrumentoFactory(outro=True),
        "processo_sei": "",
        "documento_sei": "",
        "estende_ate": date(2029, 3, 25),
    }
    return acervo.registrar(acordo.implantacao, None, TODOS, altera=acordo, **padrao | dados)


def assinar(instrumento, dia=ASSINADO):
    Instrumento.objects.filter(pk=instrumento.pk).update(
        processo_sei="018.00012345/2024-39", documento_sei="7000001", disponibilizado_em=dia
    )
    instrumento.signatarios.update(assinado_em=dia)


# --- Da minuta em diante


def test_minuta_analise_e_liberado_saem_das_datas(implantacao):
    tipo = TipoDeInstrumentoFactory()
    dados = {"tipo": tipo, "minuta_em": date(2026, 1, 5), "juridico_em": None}
    termo = acervo.registrar(implantacao, None, [], **dados)
    assert estado_de(termo) == EstadoDoInstrumento.MINUTA
    acervo.registrar(implantacao, termo, [], **dados | {"juridico_em": date(2026, 1, 7)})
    assert estado_de(termo) == EstadoDoInstrumento.EM_ANALISE
    liberar = {
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": date(2026, 1, 12),
    }
    acervo.registrar(implantacao, termo, [ANA], **dados | liberar)
    assert estado_de(Instrumento.objects.get()) == EstadoDoInstrumento.LIBERADO


@pytest.mark.parametrize(
    ("dados", "campo"),
    [
        ({"minuta_em": date(2026, 1, 8)}, "juridico_em"),
        (
            {"disponibilizado_em": date(2026, 1, 6), "documento_sei": "6001234"},
            "disponibilizado_em",
        ),
        ({"disponibilizado_em": date(2026, 1, 9)}, "documento_sei"),
        ({"vigencia_meses": 61}, "vigencia_meses"),
        ({"vigente_ate": date(2040, 1, 1)}, "vigente_ate"),
    ],
)
def test_dado_impossivel_diz_o_campo(implantacao, dados, campo):
    padrao = {
        "tipo": TipoDeInstrumentoFactory(),
        "juridico_em": date(2026, 1, 7),
        "processo_sei": "018.00012345/2024-39",
    }
    assert recusa(lambda: acervo.registrar(implantacao, None, [ANA], **padrao | dados), campo)
    assert not Instrumento.objects.exists()


def test_datas_da_minuta_nao_sao_futuras(implantacao):
    for campo in ("minuta_em", "juridico_em"):
        dados = {"tipo": TipoDeInstrumentoFactory(), campo: amanha()}
        frase = recusa(lambda d=dados: acervo.conferir_instrumento(implantacao, None, d), campo)
        assert "ainda não chegou" in frase


def test_numero_de_outra_cidade_e_recusado_no_campo(implantacao, nova_implantacao):
    InstrumentoFactory(implantacao=nova_implantacao(), numero="12/2026")
    dados = {"tipo": TipoDeInstrumentoFactory(), "numero": "12/2026"}
    frase = recusa(lambda: acervo.registrar(implantacao, None, [], **dados), "numero")
    assert "outra cidade" in frase
    assert acervo.registrar(implantacao, None, [], **dados | {"numero": "13/2026"})


def test_um_so_termo_por_cidade(implantacao):
    InstrumentoFactory(implantacao=implantacao)
    dados = {"tipo": TipoDeInstrumentoFactory()}
    assert "Já há" in recusa(lambda: acervo.registrar(implantacao, None, [], **dados), "tipo")


def test_disponivel_pede_quem_assine(implantacao):
    dados = {
        "tipo": TipoDeInstrumentoFactory(),
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": date(2026, 1, 12),
    }
    assert "pelo município" in recusa(lambda: acervo.registrar(implantacao, None, [], **dados))


# --- Aditivo e renovação


def test_aditivo_so_estende_depois_de_em_vigor(acordo):
    acordo.tipo.exige_publicacao = True
    novo = aditivo(acordo)
    assert fim_de(acordo) == date(2028, 3, 25)
    novo.tipo.exige_publicacao = True
    novo.tipo.save()
    assinar(novo)
    assert fim_de(Instrumento.objects.get(pk=acordo.pk)) == date(2028, 3, 25)
    PublicacaoDoExtratoFactory(instrumento=novo)
    assert fim_de(Instrumento.objects.get(pk=acordo.pk)) == date(2029, 3, 25)


def test_aditivo_diz_o_que_muda_e_nao_passa_de_cinco_anos(acordo):
    assert "Diga o que" in recusa(lambda: aditivo(acordo, estende_ate=None), "estende_ate")
    antes = recusa(lambda: aditivo(acordo, estende_ate=date(2028, 3, 25)), "estende_ate")
    assert "já vale até 25/03/2028" in antes
    longe = recusa(lambda: aditivo(acordo, estende_ate=date(2031, 3, 26)), "estende_ate")
    assert "cinco anos" in longe
    assert aditivo(acordo, estende_ate=date(2031, 3, 25))
    assert aditivo(acordo, estende_ate=None, muda_plano=True)


def test_so_se_altera_o_que_todos_assinaram(acordo):
    SignatarioFactory(instrumento=acordo)
    assert "parcialmente assinado" in recusa(lambda: aditivo(acordo))
    outro = recusa(lambda: aditivo(acordo, tipo=TipoDeInstrumentoFactory(acordo=True)), "tipo")
    assert "não altera" in outro


def test_aditivo_assinado_depois_do_fim_e_recusado(acordo):
    Instrumento.objects.filter(pk=acordo.pk).update(vigencia_meses=2)
    acordo.refresh_from_db()
    novo = Instrumento(implantacao=acordo.implantacao, altera=acordo)
    acervo.salvar(novo, {"tipo": TipoDeInstrumentoFactory(outro=True), "muda_plano": True})
    tarde = date(2026, 5, 26)
    frase = recusa(lambda: acervo_conferir(novo, tarde), "dia")
    assert "acabou em 25/05/2026" in frase
    assert acervo_conferir(novo, date(2026, 5, 25)) is None


def acervo_conferir(instrumento, dia):
    return conferir_assinatura(instrumento, "dia", dia)


def renovar(acordo, **dados):
    padrao = {"tipo": acordo.tipo, "vigencia_meses": 60}
    return acervo.registrar(acordo.implantacao, None, TODOS, sucede=acordo, **padrao | dados)


def test_renovacao_e_uma_so_e_nao_mexe_na_etapa(acordo):
    renovar(acordo)
    assert "já foi começada" in recusa(lambda: renovar(acordo))
    assert list(Instrumento.objects.vigentes().do_fluxo("acordo")) == [acordo]


def test_renovado_e_assinado_nao_se_lembra_mais(acordo):
    dia = date(2028, 3, 25)

    def lembrados():
        return [c.chave for c in vigencias(date(2027, 1, 1), dia)]

    assert len(lembrados()) == 6
    nova = renovar(acordo)
    assert len(lembrados()) == 6
    assinar(nova)
    assert lembrados() == []


def test_compromissos_contam_da_assinatura_e_dos_aditivos(acordo):
    novo = aditivo(acordo)
    assinar(novo)
    PublicacaoDoExtratoFactory(instrumento=novo)
    dias = sorted({c.data for c in vigencias(date(2028, 1, 1), date(2029, 12, 31))})
    assert [(date(2029, 3, 25) - dia).days for dia in dias] == [180, 90, 30]


def test_lembrar_custa_o_mesmo_com_mais_cidades(
    acordo, nova_implantacao, django_assert_max_num_queries
):
    for numero in range(3):
        outro = InstrumentoFactory(
            implantacao=nova_implantacao(),
            acordo=True,
            vigencia_meses=24,
            numero=str(numero),
            pelo_estado=ASSINADO,
        )
        SignatarioFactory(instrumento=outro, assinado=True)
    with django_assert_max_num_queries(6):
        assert len(list(vigencias(date(2027, 1, 1), date(2028, 3, 25)))) == 24


# --- Partícipes, plano, publicação, fim


def test_participes_em_ordem_e_cada_um_com_quem_o_represente(acordo):
    acervo.definir_participes(acordo, [PARTICIPE, PARTICIPE | {"nome": "SGGD"}])
    acervo.definir_participes(acordo, [PARTICIPE | {"nome": "SGGD"}, PARTICIPE])
    assert [p.nome for p in acordo.participes.all()] == ["SGGD", "Município"]
    assert "ao menos um" in recusa(lambda: acervo.definir_participes(acordo, []))
    sem = [PARTICIPE | {"representante": ""}]
    assert recusa(lambda: acervo.definir_participes(acordo, sem), "representante")


def test_plano_de_trabalho_guarda_metas_e_etapas_em_ordem(acordo):
    etapa = {
        "descricao": "Treinar",
        "responsavel": "Prefeitura",
        "inicio": date(2026, 4, 1),
        "fim": date(2026, 5, 1),
    }
    acervo.definir_plano(acordo, [MetaInformada("Capacitar", [etapa, etapa]), MetaInformada("Ir")])
    assert [str(m) for m in acordo.metas.all()] == ["Meta 1: Capacitar", "Meta 2: Ir"]
    assert [e.ordem for e in EtapaDoPlano.objects.order_by("ordem")] == [1, 2]
    acervo.definir_plano(acordo, [MetaInformada("Só esta")])
    assert [str(m) for m in acordo.metas.all()] == ["Meta 1: Só esta"]


def test_publica_o_estado_e_publica_o_municipio(acordo):
    dados = {"veiculo": "Diário", "publicado_em": ASSINADO, "link": "https://exemplo.invalid/1"}
    acervo.publicar(acordo, DeQuem.MUNICIPIO, secao="I", pagina="12", **dados)
    assert acordo.publicacao_do_municipio.pagina == "12"
    cedo = dados | {"publicado_em": date(2026, 3, 24)}
    frase = recusa(lambda: acervo.publicar(acordo, DeQuem.ESTADO, **cedo), "publicado_em")
    assert "antes da última assinatura" in frase


def test_rescindir_pede_assinaturas_e_cancelar_nao_deixa_dependente(acordo):
    termo = acordo.implantacao.adesao_instrumentos.get(tipo__papel_no_fluxo="abre")

    def encerrar(instrumento, como, em=ASSINADO):
        return lambda: acervo.encerrar(instrumento, como, em=em, motivo="Decisão das partes")

    assert "depende deste" in recusa(encerrar(termo, ComoAcaba.CANCELADO))
    antes = recusa(encerrar(acordo, ComoAcaba.RESCINDIDO, date(2026, 3, 24)), "em")
    assert "antes da última assinatura" in antes
    assert "ainda não chegou" in recusa(encerrar(acordo, ComoAcaba.RESCINDIDO, amanha()), "em")
    assert estado_de(encerrar(acordo, ComoAcaba.RESCINDIDO)()) == EstadoDoInstrumento.ENCERRADO
    assert "já se encerrou" in recusa(encerrar(acordo, ComoAcaba.RESCINDIDO))


def test_o_que_falta_assinar_nao_se_rescinde(acordo):
    SignatarioFactory(instrumento=acordo)
    frase = recusa(
        lambda: acervo.encerrar(acordo, ComoAcaba.RESCINDIDO, em=ASSINADO, motivo="x"), "como"
    )
    assert "cancela-se" in frase


def test_o_que_falta_assinar_nao_se_lembra(acordo):
    Instrumento.objects.filter(pk=acordo.pk).update(vigente_ate=date(2027, 1, 1))
    acordo.signatarios.update(assinado_em=None)
    assert list(vigencias(date(2026, 1, 1), date(2027, 1, 1))) == []


def test_o_ja_assinado_nao_volta_a_minuta(acordo):
    atual = Instrumento.objects.get(pk=acordo.pk)
    dados = {nome: getattr(atual, nome) for nome in CAMPOS} | {"disponibilizado_em": None}
    frase = recusa(
        lambda: acervo.registrar(acordo.implantacao, atual, [], **dados), "disponibilizado_em"
    )
    assert "Há assinatura registrada" in frase


# --- O quadro da cidade


def test_o_quadro_junta_aditivo_e_renovacao_ao_original(acordo):
    novo, renovado = aditivo(acordo), renovar(acordo)
    fichas = {f.instrumento.pk: f for f in fichas_da_cidade(acordo.implantacao)}
    assert novo.pk not in fichas
    ficha = fichas[acordo.pk]
    assert [a.instrumento for a in ficha.aditivos] == [novo]
    assert ficha.sucessor == renovado
    assert "Renovado por" in ficha.proximo.texto


def test_o_quadro_custa_o_mesmo_com_mais_instrumentos(acordo, django_assert_num_queries):
    assinar(aditivo(acordo))
    renovar(acordo)
    with CaptureQueriesContext(connection) as poucos:
        fichas_da_cidade(acordo.implantacao)
    aditivo(acordo, estende_ate=None, muda_plano=True)
    aditivo(acordo, estende_ate=None, muda_participes=True)
    with django_assert_num_queries(len(poucos)):
        fichas_da_cidade(acordo.implantacao)
