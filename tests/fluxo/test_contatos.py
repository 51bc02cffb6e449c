"""O registro de contatos: o que o banco aceita, o que as regras recusam e o que conta."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from seicidades.fluxo import servicos
from seicidades.fluxo.compromissos import compromissos_entre
from seicidades.fluxo.consulta import sem_contato_antes_de
from seicidades.fluxo.models import Contato, MeioDeContato
from seicidades.municipios.calendario import calendario_do_estado
from tests.factories import ContatoFactory, UsuarioFactory, VinculoFactory

HOJE_NAO = timedelta(days=1)


@pytest.fixture
def implantacao(iniciada):
    """Iniciada há um mês, para que haja passado de que falar."""
    implantacao = iniciada.implantacao
    implantacao.inicio = timezone.localdate() - timedelta(days=30)
    implantacao.save(update_fields=["inicio"])
    return implantacao


@pytest.fixture
def dados():
    return {
        "meio": MeioDeContato.VISITA,
        "ocorreu_em": timezone.localdate(),
        "pessoa": None,
        "com_quem": "Ana Prado, chefe de gabinete",
        "resumo": "Vimos a minuta.",
        "nota_interna": "",
        "proximo_passo": "Ligar para a procuradoria",
        "proximo_passo_em": timezone.localdate() + timedelta(days=7),
    }


@pytest.fixture
def registrar(implantacao, iniciada, dados):
    def gravar(chave="uma", cumpre=(), corrige=None, **outros) -> Contato:
        return servicos.registrar_contato(
            implantacao,
            dados | outros,
            por=iniciada.gerente,
            chave=chave,
            cumpre=cumpre,
            corrige=corrige,
        )

    return gravar


# --- O que o banco aceita

FALTOSOS = {
    "contato_com_alguem": {"com_quem": ""},
    "contato_ja_aconteceu": {"ocorreu_em": date(2999, 1, 1)},
    "contato_passo_com_data": {"proximo_passo": "Ligar"},
    "contato_anulacao_completa": {"anulado_em": timezone.now()},
    "contato_passo_feito_completo": {"com_passo": True, "passo_feito_em": date(2999, 1, 1)},
}


@pytest.mark.parametrize("opcoes", [{}, {"com_passo": True}, {"feito": True}, {"anulado": True}])
def test_contato_bem_formado_entra(implantacao, opcoes):
    contato = ContatoFactory(implantacao=implantacao, **opcoes)

    contato.full_clean()
    assert Contato.objects.get() == contato


def test_basta_a_pessoa_sem_escrever_o_nome(implantacao, iniciada):
    contato = ContatoFactory(implantacao=implantacao, com_quem="", pessoa=iniciada.gestor_sei)

    assert contato.com == iniciada.gestor_sei.nome


@pytest.mark.parametrize(("restricao", "campos"), FALTOSOS.items())
def test_o_banco_recusa_contato_mal_formado(implantacao, restricao, campos):
    with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
        ContatoFactory(implantacao=implantacao, **campos)


def test_o_banco_recusa_data_sem_passo_e_passo_antes_do_contato(implantacao):
    hoje = timezone.localdate()
    for campos in (
        {"proximo_passo_em": hoje},
        {"proximo_passo": "Ligar", "proximo_passo_em": hoje - HOJE_NAO},
    ):
        with pytest.raises(IntegrityError, match="contato_passo_com_data"), transaction.atomic():
            ContatoFactory(implantacao=implantacao, **campos)


def test_o_banco_recusa_passo_feito_de_contato_sem_passo(implantacao):
    campos = {
        "passo_feito_em": timezone.localdate(),
        "passo_feito_por": UsuarioFactory(),
        "passo_desfecho": "Feito.",
    }
    with pytest.raises(IntegrityError, match="passo_feito_completo"), transaction.atomic():
        ContatoFactory(implantacao=implantacao, **campos)


def test_a_chave_nao_se_repete_na_implantacao(implantacao):
    ContatoFactory(implantacao=implantacao, chave="a")
    with pytest.raises(IntegrityError, match="contato_unico_por_chave"), transaction.atomic():
        ContatoFactory(implantacao=implantacao, chave="a")


def test_cada_contato_se_corrige_uma_vez(implantacao):
    original = ContatoFactory(implantacao=implantacao, anulado=True)
    ContatoFactory(implantacao=implantacao, corrige=original)
    with pytest.raises(IntegrityError, match="corrige"), transaction.atomic():
        ContatoFactory(implantacao=implantacao, corrige=original)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE fluxo_contato SET resumo = 'outro'",
        "UPDATE fluxo_contato SET ocorreu_em = ocorreu_em - 1",
        "UPDATE fluxo_contato SET nota_interna = 'x'",
        "DELETE FROM fluxo_contato",
        "TRUNCATE fluxo_contato CASCADE",
    ],
)
def test_nem_o_dono_do_banco_muda_o_que_se_registrou(implantacao, sql):
    ContatoFactory(implantacao=implantacao)
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="não muda nem se apaga"), transaction.atomic():
        cursor.execute(sql)


def test_anulado_nao_volta_a_valer(implantacao):
    contato = ContatoFactory(implantacao=implantacao, anulado=True)
    contato.anulado_em = contato.anulado_por = None
    contato.anulado_motivo = ""

    with pytest.raises(DatabaseError, match="não muda nem se apaga"), transaction.atomic():
        contato.save()


# --- Registrar


def test_registrar_guarda_tudo_e_quem_registrou(registrar, iniciada):
    contato = registrar()

    assert contato.registrado_por == iniciada.gerente
    assert contato.registrado_em.date() >= contato.ocorreu_em
    assert list(Contato.objects.com_passo_aberto()) == [contato]


def test_a_mesma_chave_registra_uma_vez(registrar):
    assert registrar() == registrar()
    assert Contato.objects.count() == 1


def test_contato_do_dia_em_que_a_implantacao_comecou_entra(registrar, implantacao):
    assert registrar(ocorreu_em=implantacao.inicio).pk


@pytest.mark.parametrize(
    ("campo", "valores", "mensagem"),
    [
        ("ocorreu_em", {"ocorreu_em": 1, "proximo_passo_em": 2}, "ainda não chegou"),
        ("ocorreu_em", {"ocorreu_em": -31}, "A implantação começou em"),
        ("proximo_passo_em", {"proximo_passo_em": -1}, "o passo vem depois"),
    ],
)
def test_datas_fora_de_hora_sao_recusadas(registrar, campo, valores, mensagem):
    hoje = timezone.localdate()
    datas = {nome: hoje + timedelta(days=dias) for nome, dias in valores.items()}

    with pytest.raises(ValidationError, match=mensagem) as erro:
        registrar(**datas)

    assert list(erro.value.message_dict) == [campo]
    assert not Contato.objects.exists()


@pytest.mark.parametrize(
    ("campo", "valores"),
    [
        ("com_quem", {"com_quem": "  "}),
        ("proximo_passo", {"proximo_passo": ""}),
        ("proximo_passo_em", {"proximo_passo_em": None}),
        ("resumo", {"resumo": "O CPF é 111.444.777-35."}),
        ("nota_interna", {"nota_interna": "CPF 11144477735"}),
        ("com_quem", {"com_quem": "Ana, 111.444.777-35"}),
        ("proximo_passo", {"proximo_passo": "Conferir 111.444.777-35"}),
    ],
)
def test_o_que_falta_ou_sobra_e_dito_no_campo(registrar, campo, valores):
    with pytest.raises(ValidationError) as erro:
        registrar(**valores)

    assert list(erro.value.message_dict) == [campo]


def test_sem_proximo_passo_tambem_se_registra(registrar):
    contato = registrar(proximo_passo="", proximo_passo_em=None)

    assert not contato.passo_aberto


def test_pessoa_de_outra_cidade_e_recusada(registrar, iniciada):
    with pytest.raises(ValidationError, match="não é da cidade"):
        registrar(pessoa=VinculoFactory().usuario)
    assert registrar(pessoa=iniciada.gestor_ti).pessoa == iniciada.gestor_ti


def test_todos_os_erros_aparecem_juntos(registrar):
    with pytest.raises(ValidationError) as erro:
        registrar(com_quem="", proximo_passo="", resumo="111.444.777-35")

    assert set(erro.value.message_dict) == {"com_quem", "proximo_passo", "resumo"}


def test_um_contato_cumpre_o_que_estava_combinado(registrar, implantacao):
    antes = registrar()
    alheio = ContatoFactory(implantacao=_outra(implantacao), com_passo=True)

    depois = registrar(chave="duas", cumpre=[antes, alheio])

    for contato in (antes, alheio):
        contato.refresh_from_db()
    assert (antes.passo_contato, antes.passo_feito_em) == (depois, depois.ocorreu_em)
    assert alheio.passo_aberto
    assert list(implantacao.contatos.com_passo_aberto()) == [depois]


def _outra(implantacao):
    orgao = VinculoFactory().orgao
    return type(implantacao).objects.create(orgao=orgao, versao=implantacao.versao)


# --- Corrigir, anular, cumprir


def test_corrigir_registra_outro_e_o_primeiro_deixa_de_contar(registrar, iniciada):
    original = registrar()

    novo = registrar(chave="duas", corrige=original, meio=MeioDeContato.TELEFONE)

    original.refresh_from_db()
    assert (novo.corrige, original.anulado_por) == (original, iniciada.gerente)
    assert original.correcao == novo
    assert list(Contato.objects.validos()) == [novo]


def test_quem_corrige_o_contato_que_cumpriu_um_passo_fica_com_ele(registrar):
    antes = registrar()
    depois = registrar(chave="duas", cumpre=[antes])

    certo = registrar(chave="três", corrige=depois)

    antes.refresh_from_db()
    assert antes.passo_contato == certo


def test_anular_reabre_o_passo_que_ele_cumpria(registrar, iniciada):
    antes = registrar()
    engano = registrar(chave="duas", cumpre=[antes])

    servicos.anular_contato(engano, "Era de outra cidade.", por=iniciada.gerente)

    antes.refresh_from_db()
    assert antes.passo_aberto
    assert list(Contato.objects.validos()) == [antes]


def test_nao_se_corrige_nem_se_anula_duas_vezes(registrar, iniciada):
    contato = registrar()
    servicos.anular_contato(contato, "Engano.", por=iniciada.gerente)

    with pytest.raises(ValidationError, match="já foi corrigido ou anulado"):
        servicos.anular_contato(contato, "De novo.", por=iniciada.gerente)
    with pytest.raises(ValidationError, match="já foi corrigido ou anulado"):
        registrar(chave="duas", corrige=contato)
    assert Contato.objects.count() == 1


@pytest.mark.parametrize("motivo", ["  ", "CPF 111.444.777-35"])
def test_anular_pede_motivo_sem_cpf(registrar, iniciada, motivo):
    contato = registrar()
    with pytest.raises(ValidationError) as erro:
        servicos.anular_contato(contato, motivo, por=iniciada.gerente)
    assert list(erro.value.message_dict) == ["motivo"]


def test_cumprir_o_passo_guarda_o_que_resultou(registrar, iniciada):
    contato, hoje = registrar(), timezone.localdate()

    feito = servicos.cumprir_passo(contato, "Ela já assinou.", por=iniciada.gerente, em=hoje)

    assert (feito.passo_desfecho, feito.passo_feito_em) == ("Ela já assinou.", hoje)
    with pytest.raises(ValidationError, match="já foi encerrado"):
        servicos.cumprir_passo(contato, "De novo.", por=iniciada.gerente, em=hoje)


# --- O que conta e o que se lembra


def test_o_passo_em_aberto_e_compromisso_da_gerencia(registrar, implantacao, iniciada):
    contato = registrar()
    dia = contato.proximo_passo_em

    [compromisso] = [c for c in compromissos_entre(dia, dia) if c.chave.startswith("passo:")]

    assert compromisso.implantacao == implantacao.pk
    assert (compromisso.papel, compromisso.pagina) == ("gerente", "fluxo:contatos")
    assert contato.proximo_passo not in compromisso.texto  # pode haver nome de pessoa
    servicos.cumprir_passo(contato, "Feito.", por=iniciada.gerente, em=timezone.localdate())
    assert not [c for c in compromissos_entre(dia, dia) if c.chave.startswith("passo:")]


def test_os_compromissos_custam_uma_consulta(registrar, django_assert_num_queries):
    for n in range(3):
        registrar(chave=f"n{n}")
    dia = Contato.objects.all()[0].proximo_passo_em

    with django_assert_num_queries(1):
        assert len(list(servicos.proximos_passos(dia, dia))) == 3


@pytest.mark.parametrize("hoje", [date(2026, 3, 2) + timedelta(days=n) for n in range(10)])
@pytest.mark.parametrize("dias", [1, 5, 20])
def test_o_corte_e_o_mesmo_que_a_conta_de_dias_uteis(hoje, dias):
    calendario = calendario_do_estado()
    corte = sem_contato_antes_de(dias, hoje)

    for atras in range(60):
        dia = hoje - timedelta(days=atras)
        assert (dia < corte) == (calendario.contar(dia, hoje) > dias), dia


def test_o_passo_sugerido_e_dia_util():
    assert servicos.passo_sugerido(date(2026, 3, 6)) == date(2026, 3, 13)
