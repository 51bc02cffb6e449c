"""Um documento fictício, com tudo o que um modelo pode ter, para os testes."""

from datetime import date

from seicidades.documentos.declaracao import Falta, Formato, TipoDeDocumento
from seicidades.documentos.redacao import motor
from seicidades.documentos.redacao.folha import Folha

TEXTO = """<h1>Portaria de ensaio</h1>
<p class="preambulo">A {{ orgao.nome }} resolve:</p>
<p class="artigo">Ficam designadas as pessoas:</p>
<table>
<thead><tr><th>Nome</th><th>Papel</th></tr></thead>
<tbody>
{% for uma in pessoas %}<tr><td>{{ uma.nome }}</td><td>{{ uma.papel }}</td></tr>{% endfor %}
</tbody>
</table>
<p class="paragrafo">Só há um.</p>
{% if observacao %}<p class="aviso">{{ observacao }}</p>{% endif %}
<ol><li>primeiro<ul><li>dentro</li></ul></li><li>segundo</li></ol>
<p class="assinatura">{{ orgao.nome|upper }}<br>assina</p>
"""
EXEMPLO = {
    "orgao": {"nome": "Prefeitura de Vila Fictícia"},
    "observacao": "Confira antes de assinar.",
    "pessoas": [
        {"nome": "Joaquina Prado", "papel": "Gestor SEI"},
        {"nome": "Otávio Serra", "papel": "Gestor de TI"},
    ],
}
VARIAVEIS = {
    "orgao.nome": "nome do órgão",
    "observacao": "texto livre",
    "pessoas": "as designadas",
    "pessoas.nome": "nome de cada uma",
    "pessoas.papel": "papel de cada uma",
}


def tipo(pasta, **campos) -> TipoDeDocumento:
    """O tipo de ensaio; `texto` troca o modelo e qualquer campo pode ser outro."""
    modelo = pasta / "ensaio.html"
    modelo.write_text(campos.pop("texto", TEXTO), encoding="utf-8")
    padrao = {
        "codigo": "ensaio",
        "titulo": "Portaria de ensaio",
        "descricao": "Só existe nos testes.",
        "formatos": tuple(Formato),
        "variaveis": VARIAVEIS,
        "exemplo": EXEMPLO,
        "modelo": modelo,
        "reunir": lambda orgao_id: EXEMPLO,
        "faltas": lambda orgao_id: [],
    }
    return TipoDeDocumento(**padrao | campos)


FALTA = Falta("Falta o nome.", "Informe o nome.", "fluxo:cidade")


def folha(texto: str = TEXTO, contexto: dict = EXEMPLO, **campos) -> Folha:
    padrao = {
        "titulo": "Portaria de ensaio",
        "identificacao": "registro nº 7/2026, versão 2",
        "orgao": "Prefeitura de Vila Fictícia",
        "unidade": "Município de Vila Fictícia, Estado de São Paulo",
        "codigo": "K7QM-2XTR-9WHD",
        "endereco": "https://sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/",
        "dia": date(2026, 3, 2),
        "corpo": motor.preencher(texto, contexto),
    }
    return Folha(**padrao | campos)
