"""A carga inteira: prévia, tudo ou nada, repetição, conflitos e silêncio."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from adesao.models import Instrumento
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.correio.models import Mensagem
from seicidades.fluxo import avisos
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.verificacao import verificar
from seicidades.importacao import servicos
from seicidades.importacao.models import Carga
from seicidades.municipios.models import Municipio
from tests.factories import UsuarioFactory, VinculoFactory
from tests.importacao.conftest import CINCO, codigos, em_csv

pytestmark = pytest.mark.django_db
HOJE = timezone.localdate


def linha(codigo="3500105", **valores):
    return {"codigo_ibge": codigo, **valores}


COMPLETA = linha(
    **CINCO,
    situacao="Habilitada",
    termo_numero="12/2025",
    termo_processo="018.00001234/2025-56",
    termo_documento="1234567",
    termo_assinado_em="20/02/2025",
    acordo_numero="34/2025",
    acordo_processo="018.00001234/2025-56",
    acordo_documento="1234999",
    acordo_assinado_em="05/03/2025",
    representante_nome="Célia Prado",
    representante_email="celia@exemplo.invalid",
    gestor_sei_nome="Davi Reis",
    gestor_sei_email="Davi@exemplo.invalid",
)


def test_carrega_a_cidade_inteira(carregar, carteira, gerente):
    carga = carregar(em_csv(COMPLETA))

    implantacao = Implantacao.objects.get(orgao=carteira["Adamantina"])
    assert (carga.situacao, carga.resumo["feito"]["cidades"]) == ("gravada", 1)
    assert implantacao.situacao == "habilitada"
    assert implantacao.inicio == date(2025, 2, 3)
    assert implantacao.producao_em == date(2025, 8, 1)
    assert implantacao.habilitada_em == date(2025, 9, 15)
    aprovadas = implantacao.etapas.filter(trilha=False).order_by("ordem")
    assert list(aprovadas.values_list("aprovada_em", flat=True)) == [
        date(2025, 3, 10),
        date(2025, 3, 31),
        date(2025, 5, 30),
        date(2025, 6, 30),
        date(2025, 9, 15),
    ]
    andamento = implantacao.andamentos.order_by("seq").first()
    assert (andamento.tipo, andamento.origem) == ("situacao_importada", "carga")
    assert andamento.ocorreu_em == date(2025, 2, 3)
    assert "carteira.csv" in andamento.dados["pedido"]["fonte"]
    pessoas = carteira["Adamantina"].vinculos.ativos(HOJE()).order_by("papel")
    assert {(v.papel, v.usuario.email) for v in pessoas} == {
        ("gerente", gerente.email),
        ("gestor_sei", "davi@exemplo.invalid"),
        ("representante", "celia@exemplo.invalid"),
    }
    numeros = Instrumento.objects.order_by("disponibilizado_em").values_list("numero", flat=True)
    assert list(numeros) == ["12/2025", "34/2025"]


def test_o_registro_fecha_e_a_dobra_e_a_projecao(carregar):
    carregar(em_csv(COMPLETA, linha("3550308", inicio="01/07/2025", adesao_aprovada_em="1/8/25")))

    assert [verificar(i) for i in Implantacao.objects.order_by("pk")] == [[], []]


def test_ninguem_recebe_correio(carregar, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        carregar(em_csv(COMPLETA))
        avisos.avisar_pendentes()

    assert not Mensagem.objects.exists()


def test_os_dias_ate_hoje_ficam_sem_dono(carregar, carteira):
    carregar(em_csv(linha(inicio="03/02/2025", adesao_aprovada_em="10/03/2025")))

    estado = Implantacao.objects.get(orgao=carteira["Adamantina"]).ler_estado()
    vez = estado.vez["principal"]
    assert vez.dias == {"desconhecido": (HOJE() - date(2025, 2, 3)).days}
    assert (vez.lado, vez.desde) == ("municipio", HOJE())
    importados = [c for c, i in estado.itens.items() if i.importado]
    assert importados
    itens = ItemDaImplantacao.objects.filter(chave__in=importados).order_by("pk")
    assert set(itens.values_list("etapa", "situacao")) == {("adesao", "pronto")}


def test_reavaliar_nao_perde_o_que_veio_de_carga(carregar, carteira):
    carregar(em_csv(linha(**CINCO)))
    implantacao = Implantacao.objects.get(orgao=carteira["Adamantina"])

    resultado = fluxo.reavaliar(implantacao)

    assert {e.tipo.value for e in resultado.eventos} <= {"prazos_recalculados"}
    assert Implantacao.objects.get(pk=implantacao.pk).situacao == "habilitada"


def test_a_mesma_planilha_outra_vez_nao_muda_nada(carregar, conferir):
    carregar(em_csv(COMPLETA))
    antes = (Andamento.objects.count(), Vinculo.objects.count(), Instrumento.objects.count())

    outra = conferir(em_csv(COMPLETA))

    assert (outra.situacao, outra.resumo["cidades"], outra.resumo["iguais"]) == ("conferida", 0, 1)
    assert servicos.diferencas_de(outra) == []
    servicos.gravar(servicos.pedir_gravacao(outra))
    assert antes == (
        Andamento.objects.count(),
        Vinculo.objects.count(),
        Instrumento.objects.count(),
    )


def test_a_previa_diz_cada_valor_com_linha_e_coluna(conferir):
    carga = conferir(
        em_csv(
            linha(inicio="03/02/2025", gestor_sei_nome="Davi", gestor_sei_email="d@exemplo.invalid")
        )
    )

    previa = [(d.linha, d.onde, d.efeito, d.arquivo) for d in servicos.diferencas_de(carga)]
    assert previa == [
        (2, "B (Início)", "cria", "03/02/2025"),
        (2, "D (Gestor SEI: e-mail)", "cria", "Davi, d@exemplo.invalid"),
    ]


def test_tudo_ou_nada(conferir, carteira):
    carga = conferir(
        em_csv(linha(**CINCO), linha("3550308", inicio="03/02/2025", adesao_aprovada_em="31/02/25"))
    )

    assert (carga.situacao, codigos(carga)) == ("recusada", ["data_inexistente"])
    assert carga.conferencia["problemas"][0]["linha"] == 3
    with pytest.raises(servicos.CargaRecusada):
        servicos.pedir_gravacao(carga)
    assert not Implantacao.objects.exists()


def test_falha_no_meio_da_gravacao_desfaz_tudo(conferir, monkeypatch):
    carga = servicos.pedir_gravacao(conferir(em_csv(COMPLETA)))
    pessoas = Usuario.objects.count()

    def falhar(*args, **kwargs):
        raise RuntimeError("defeito")

    monkeypatch.setattr("seicidades.importacao.aplicacao._gravar_fatos", falhar)
    with pytest.raises(RuntimeError):
        servicos.gravar(carga)

    assert not Implantacao.objects.exists()
    assert Usuario.objects.count() == pessoas
    assert Carga.objects.get(pk=carga.pk).situacao == "a_gravar"


def test_mundo_que_mudou_depois_da_conferencia_volta_a_ser_conferido(conferir, carteira, gerente):
    carga = servicos.pedir_gravacao(conferir(em_csv(linha(**CINCO))))
    fluxo.iniciar(carteira["Adamantina"], gerente, chave="antes")

    carga = servicos.gravar(carga)

    assert carga.situacao == "conferida"
    assert "mudou depois da conferência" in carga.aviso
    assert Implantacao.objects.get().situacao == "em_andamento"
    assert [d.coluna for d in servicos.por_escolher(carga)] == ["inicio"]


@pytest.mark.parametrize(("opcao", "quem"), [("nosso", "velho"), ("arquivo", "novo")])
def test_conflito_de_pessoa_e_escolhido(carregar, carteira, opcao, quem):
    velho = UsuarioFactory(email="velho@exemplo.invalid")
    VinculoFactory(orgao=carteira["Adamantina"], usuario=velho, papel=Papel.GESTOR_SEI)

    carregar(
        em_csv(linha(gestor_sei_nome="Novo", gestor_sei_email="novo@exemplo.invalid")),
        conflitos=opcao,
    )

    ativos = carteira["Adamantina"].vinculos.ativos(HOJE()).filter(papel=Papel.GESTOR_SEI)
    assert [v.usuario.email for v in ativos.order_by("pk")] == [f"{quem}@exemplo.invalid"]
    assert not Mensagem.objects.exists()


def test_sem_escolha_nao_se_grava(conferir, carteira):
    VinculoFactory(orgao=carteira["Adamantina"], papel=Papel.GESTOR_SEI)
    carga = conferir(em_csv(linha(gestor_sei_nome="Novo", gestor_sei_email="novo@exemplo.invalid")))

    with pytest.raises(servicos.CargaRecusada, match="Faltam 1 escolhas"):
        servicos.pedir_gravacao(carga)


def test_cidade_que_ja_anda_fica_como_esta_e_diz_por_que(carregar, conferir, carteira, gerente):
    fluxo.iniciar(carteira["Adamantina"], gerente, chave="i", ocorreu_em=date(2026, 1, 5))
    implantacao = Implantacao.objects.get()
    bloqueio = {"motivo_bloqueio": "outro", "dono": "sggd", "texto": "x"}
    fluxo.executar(
        implantacao, Comando(TipoDeComando.DECLARAR_BLOQUEIO, dados=bloqueio), gerente, chave="b"
    )

    carga = conferir(em_csv(linha(**(CINCO | {"situacao": "suspensa"}))), por=gerente)

    efeitos = {d.coluna: d.efeito for d in servicos.diferencas_de(carga)}
    assert efeitos.pop("inicio") == "escolha"
    assert set(efeitos.values()) == {"fica"}
    assert all(d.motivo and d.saida for d in servicos.diferencas_de(carga) if d.efeito == "fica")
    carregar(em_csv(linha(inicio="03/02/2025")), por=gerente, conflitos="arquivo")
    implantacao.refresh_from_db()
    assert implantacao.inicio == date(2025, 2, 3)
    assert implantacao.andamentos.filter(tipo="dado_retificado", origem="carga").exists()


def test_iniciada_ha_pouco_ainda_aceita_a_carga(carregar, carteira, gerente):
    fluxo.iniciar(carteira["Adamantina"], gerente, chave="i")

    carregar(em_csv(linha(**CINCO)), conflitos="arquivo")

    implantacao = Implantacao.objects.get()
    assert (implantacao.situacao, implantacao.inicio) == ("habilitada", date(2025, 2, 3))
    assert verificar(implantacao) == []
    assert not Mensagem.objects.exists()


@pytest.mark.parametrize(
    ("valores", "codigo"),
    [
        ({"adesao_aprovada_em": "10/03/2025"}, "falta_inicio"),
        ({"inicio": "03/02/2025", "regulamentacao_aprovada_em": "1/5/25"}, "etapa_fora_de_ordem"),
        ({"inicio": "03/02/2025", "adesao_aprovada_em": "01/02/2025"}, "data_fora_de_ordem"),
        ({"inicio": "03/02/2025", "adesao_aprovada_em": "01/02/2040"}, "data_no_futuro"),
        ({"inicio": "03/02/2040"}, "data_no_futuro"),
        ({**CINCO, "producao_em": ""}, "falta_producao"),
        ({**CINCO, "producao_em": "01/10/2025"}, "producao_fora_de_ordem"),
        ({"inicio": "03/02/2025", "producao_em": "01/08/2025"}, "etapa_anterior_pendente"),
        ({**CINCO, "situacao": "em andamento"}, "situacao_nao_combina"),
        ({"inicio": "03/02/2025", "situacao": "concluída"}, "situacao_nao_combina"),
        ({"inicio": "03/02/2025", "situacao": "não iniciada"}, "situacao_nao_combina"),
        ({"inicio": "03/02/2025", "situacao": "desistente"}, "falta_dado"),
        ({"inicio": "03/02/2025", "situacao": "suspensa", "motivo": "Eleições"}, "falta_dado"),
        ({"gestor_sei_nome": "Davi"}, "falta_email"),
        ({"gestor_sei_email": "davi@exemplo.invalid"}, "falta_nome"),
        ({"gerente_email": "ninguem@exemplo.invalid"}, "gerente_desconhecido"),
        (
            {"gestor_sei_nome": "Ivo", "gestor_sei_email": "gerente@exemplo.invalid"},
            "pessoa_do_estado",
        ),
        ({"inicio": "03/02/2025", "acordo_numero": "1"}, "falta_dado"),
        (
            {
                "inicio": "03/02/2025",
                "acordo_processo": "018.00001234/2025-56",
                "acordo_documento": "12345",
                "acordo_assinado_em": "05/03/2025",
            },
            "acordo_sem_termo",
        ),
        ({"termo_processo": "018.00001234/2025-56"}, "falta_inicio"),
    ],
)
def test_cada_contradicao_tem_codigo_lugar_e_saida(conferir, valores, codigo):
    carga = conferir(em_csv(linha(**valores)))

    assert codigo in codigos(carga)
    for problema in carga.conferencia["problemas"]:
        assert problema["linha"] == 2
        assert problema["coluna"]
        assert problema["motivo"]
        assert problema["saida"]


def test_desistente_e_suspensa_guardam_o_motivo(carregar, carteira):
    carregar(
        em_csv(linha(inicio="03/02/2025", situacao="Desistiu", motivo="Contratou outro sistema."))
    )

    implantacao = Implantacao.objects.get()
    assert implantacao.situacao == "desistente"
    assert implantacao.andamentos.get(seq=1).dados["pedido"]["motivo"] == "Contratou outro sistema."


def test_gerente_nao_carrega_a_carteira_de_outra_pessoa(conferir):
    outra = UsuarioFactory(gerente=True)

    assert codigos(conferir(em_csv(linha(inicio="03/02/2025")), por=outra)) == [
        "carteira_de_outra_pessoa",
    ]


def test_cidade_sem_gerente_entra_na_carteira_de_quem_carrega(carregar, carteira, gerente):
    carregar(em_csv(linha("3550308", inicio="03/02/2025")), por=gerente)

    vinculo = carteira["São Paulo"].vinculos.get()
    assert (vinculo.usuario, vinculo.papel) == (gerente, "gerente")


def test_uma_pessoa_em_todos_os_papeis_e_uma_conta(carregar, carteira):
    papeis = ("gestor_sei", "gestor_ti", "gestor_documental")
    gente = {f"{p}_nome": "Davi Reis" for p in papeis}
    gente |= {f"{p}_email": "davi@exemplo.invalid" for p in papeis}

    carregar(em_csv(linha(**gente)))

    assert Usuario.objects.get(email="davi@exemplo.invalid").vinculos.count() == 3
    assert not Usuario.objects.get(email="davi@exemplo.invalid").has_usable_password()


def test_um_email_com_dois_nomes_e_recusado(conferir):
    gente = {"gestor_sei_email": "d@exemplo.invalid", "gestor_ti_email": "d@exemplo.invalid"}

    carga = conferir(em_csv(linha(**gente, gestor_sei_nome="Davi", gestor_ti_nome="Otto")))

    assert codigos(carga) == ["email_de_dois_nomes"]


def test_nome_sem_acento_e_o_mesmo_nome(carregar, conferir, carteira):
    celia = UsuarioFactory(nome="Célia Prado", email="celia@exemplo.invalid")
    VinculoFactory(orgao=carteira["Adamantina"], usuario=celia, papel=Papel.GESTOR_SEI)
    arquivo = linha(gestor_sei_nome="CELIA PRADO", gestor_sei_email="celia@exemplo.invalid")

    assert servicos.diferencas_de(conferir(em_csv(arquivo))) == []


def test_documento_do_sei_repetido_e_recusado(conferir):
    termo = {
        "inicio": "03/02/2025",
        "termo_processo": "018.00001234/2025-56",
        "termo_documento": "1234567",
        "termo_assinado_em": "20/02/2025",
    }

    carga = conferir(em_csv(linha(**termo), linha("3550308", **termo)))

    assert codigos(carga) == ["documento_repetido", "documento_repetido"]


def test_instrumento_diferente_em_cidade_importada_fica_e_explica(carregar, conferir):
    carregar(em_csv(COMPLETA))

    carga = conferir(em_csv(COMPLETA | {"termo_numero": "99/2025"}))

    [diferenca] = servicos.diferencas_de(carga)
    assert (diferenca.coluna, diferenca.efeito) == ("termo_numero", "fica")
    assert (diferenca.nosso, diferenca.arquivo) == ("12/2025", "99/2025")
    assert diferenca.motivo


def test_o_estado_inteiro_custa_o_mesmo_que_uma_cidade(
    roteiro, administracao, django_assert_max_num_queries
):
    call_command("importar_municipios", stdout=StringIO())
    codigos_ibge = Municipio.objects.order_by("codigo_ibge").values_list("codigo_ibge", flat=True)
    linhas = [
        COMPLETA
        | {
            "codigo_ibge": codigo,
            "termo_numero": f"{n}/2025",
            "acordo_numero": f"{n}/2025",
            "termo_documento": str(1_000_000 + n),
            "acordo_documento": str(2_000_000 + n),
            "gestor_sei_email": f"g{n}@exemplo.invalid",
            "representante_email": f"r{n}@exemplo.invalid",
        }
        for n, codigo in enumerate(codigos_ibge)
    ]
    with django_assert_max_num_queries(120):
        carga = servicos.conferir(servicos.nova("estado.csv", em_csv(*linhas), administracao))
        carga = servicos.gravar(servicos.pedir_gravacao(carga))

    assert carga.resumo["feito"] == {"cidades": 645, "pessoas": 1290, "trocas": 0}
    assert Implantacao.objects.filter(situacao="habilitada").count() == 645
    assert Instrumento.objects.count() == 1290
    assert not Mensagem.objects.exists()
