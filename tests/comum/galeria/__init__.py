"""Páginas de mostruário: todo componente com dados fictícios, só para os testes olharem."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines
from django.utils import timezone

PASTA = Path(__file__).parent

ANA = SimpleNamespace(is_authenticated=True, nome_publico="Ana Prado", papel_estado="")
MARTA = SimpleNamespace(
    is_authenticated=True, nome_publico="Marta Reis", papel_estado="administrador"
)
NINGUEM = AnonymousUser()
PRAZO = date(2026, 5, 15)


class PublicacaoForm(forms.Form):
    veiculo = forms.ChoiceField(
        label="Onde foi publicado",
        help_text="O jornal em que os atos da prefeitura costumam sair.",
        choices=[("dom", "Diário Oficial do Município"), ("doe", "Diário Oficial do Estado")],
    )
    publicado_em = forms.DateField(label="Data da publicação")
    edicao = forms.CharField(label="Edição e página", required=False)
    niveis = forms.ChoiceField(
        label="Quem assina com certificado",
        help_text="Vale para os atos que criam obrigação.",
        choices=[("so", "Só a prefeita ou o prefeito"), ("sec", "Também as secretarias")],
        widget=forms.RadioSelect,
    )
    assuntos = forms.MultipleChoiceField(
        label="O que o ato regula",
        required=False,
        choices=[("a", "Tramitação"), ("b", "Assinatura"), ("c", "Digitalização")],
        widget=forms.CheckboxSelectMultiple,
    )
    observacao = forms.CharField(label="Observação", required=False, widget=forms.Textarea)
    pagina = forms.FileField(label="Página do jornal", help_text="PDF ou foto, até 20 MB.")
    conferido = forms.BooleanField(label="Conferi o texto com o original assinado")

    def clean(self):
        raise forms.ValidationError("A publicação vem antes da assinatura. Confira as duas datas.")


class FiltrosForm(forms.Form):
    etapa = forms.ChoiceField(
        label="Etapa", required=False, choices=[("", "Todas"), ("r", "Regulamentação")]
    )
    vez = forms.ChoiceField(
        label="De quem é a vez", required=False, choices=[("", "Tanto faz"), ("m", "Município")]
    )
    cidade = forms.CharField(label="Cidade", required=False, help_text="Nome ou código IBGE.")


def _historia(agora):
    return [
        {
            "quando": agora,
            "texto": "Ana Prado anexou o decreto nº 6.812 assinado.",
            "detalhe": "DECRETO-6812.pdf",
        },
        {
            "quando": agora - timedelta(days=1, hours=3),
            "texto": "Marta Reis (Prodesp) devolveu a minuta: falta dizer quando passa a valer.",
            "url": "#minuta",
        },
        {
            "quando": agora - timedelta(days=31),
            "texto": "A etapa Interlocutores foi aprovada por Marta Reis.",
        },
    ]


ETAPAS = [
    {"titulo": "Adesão", "situacao": "aprovada", "texto": "concluída em 12/03", "url": "#adesao"},
    {
        "titulo": "Interlocutores",
        "situacao": "aprovada",
        "texto": "concluída em 02/04",
        "url": "#interlocutores",
    },
    {
        "titulo": "Regulamentação",
        "situacao": "em_preenchimento",
        "texto": "4 de 6 itens · até 15/05",
        "url": "#regulamentacao",
        "atual": True,
    },
    {"titulo": "Cadastros", "situacao": "nao_iniciada", "texto": "depois da 3", "url": ""},
    {"titulo": "Capacitação", "situacao": "nao_iniciada", "texto": "depois da 4", "url": ""},
]
PARALELA = {
    "titulo": "Gestão documental",
    "situacao": "em_preenchimento",
    "texto": "1 de 5 atos publicados. O SEI já pode ser usado sem ela; a tabela de assuntos, não.",
    "url": "#gestao-documental",
}
RECUSAS = [
    {
        "mensagem": "Publicação do decreto: a data não confere.",
        "saida": "Corrija a data ou troque a página do jornal.",
        "url": "#publicacao",
    },
    {
        "mensagem": "Níveis de assinatura: faltam 3 respostas.",
        "saida": "Responda às perguntas.",
        "url": "#niveis",
    },
]
CIDADES = [
    ("Adamantina", "3 Regulamentação", 52, "município", 27, "em dia", "ok"),
    ("Dracena", "1 Adesão", 12, "Prodesp", 9, "em dia", "ok"),
    ("Junqueirópolis", "4 Cadastros", 71, "município", 41, "atrasada", "perigo"),
    ("São José do Rio Preto", "5 Capacitação", 93, "município", 15, "atenção", "atencao"),
]
MENSAGENS = [
    Message(constants.SUCCESS, "Publicação salva. O item voltou a ficar pronto."),
    Message(constants.WARNING, "O certificado digital vence em 12 dias úteis."),
    Message(constants.ERROR, "O arquivo tem 31 MB e o limite é 20 MB. Divida o PDF em partes."),
    Message(constants.INFO, "Este item já estava concluído. Nada mudou."),
]

DEVOLVIDAS = [
    {"titulo": "Adesão", "situacao": "a_reconfirmar", "texto": "reaberta em 03/05"},
    {"titulo": "Interlocutores", "situacao": "em_analise", "texto": "enviada ontem"},
    {"titulo": "Regulamentação", "situacao": "devolvida", "texto": "2 itens", "atual": True},
    {"titulo": "Cadastros e configurações", "situacao": "nao_iniciada", "texto": ""},
    {"titulo": "Capacitação", "situacao": "nao_iniciada", "texto": ""},
]

PARCELAS = [
    {"lado": lado, "rotulo": rotulo, "dias": dias, "parte": f"{dias}%", "x": x, "largura": largura}
    for lado, rotulo, dias, x, largura in (
        ("municipio", "município", 50, 0, 500),
        ("prodesp", "Prodesp", 20, 500, 200),
        ("sggd", "SGGD", 10, 700, 100),
        ("terceiro", "terceiro", 10, 800, 100),
        ("ninguem", "ninguém", 5, 900, 50),
        ("desconhecido", "desconhecido", 5, 950, 50),
    )
]


def _dados():
    agora = timezone.now()
    return {
        "agora": agora,
        "prazo": PRAZO,
        "conta": [
            "16/04/2026: começa a contar, com 20 dias úteis. O dia do começo não conta.",
            "20 dias úteis depois de 16/04/2026, sem contar 21/04/2026: sexta, 15/05/2026.",
        ],
        "parcelas": PARCELAS,
        "etapas": ETAPAS,
        "devolvidas": DEVOLVIDAS,
        "paralela": PARALELA,
        "recusas": RECUSAS,
        "nada": [],
        "andamento": {
            "titulo": "Conferindo a planilha",
            "feitas": 120,
            "total": 645,
            "rotulo": "linhas conferidas",
            "espera": 2,
            "url": "#carga",
        },
        "historia": _historia(agora),
        "cidades": CIDADES,
        "filtros": FiltrosForm(QueryDict("vez=m")),
        "pagina": Paginator(range(1, 400), 25).page(6),
        "consulta": QueryDict("vez=m&pagina=6"),
        "numeros": [
            {"valor": 86, "rotulo": "cidades na carteira", "url": "#todas"},
            {"valor": 7, "rotulo": "esperam minha análise", "url": "#analises"},
            {"valor": 12, "rotulo": "atrasadas por elas", "url": "#atraso", "tipo": "perigo"},
            {"valor": 4, "rotulo": "paradas por nós", "tipo": "atencao"},
            {"valor": 31, "rotulo": "habilitadas", "tipo": "ok"},
        ],
    }


PAGINAS = {
    "jornada": (ANA, {}),
    "etapa": (ANA, {}),
    "item": (ANA, {"form": lambda: PublicacaoForm({"publicado_em": "28/04"}, {})}),
    "carteira": (MARTA, {}),
    "avisos": (NINGUEM, {"messages": lambda: MENSAGENS}),
}


def desenhar(nome, rf):
    """HTML de uma página do mostruário, como a pessoa dela veria."""
    pessoa, extras = PAGINAS[nome]
    pedido = rf.get("/")
    pedido.user = pessoa
    contexto = _dados() | {chave: valor() for chave, valor in extras.items()}
    return (
        engines["django"]
        .from_string((PASTA / f"{nome}.html").read_text())
        .render({"messages": [], "user": pessoa} | contexto, pedido)
    )
